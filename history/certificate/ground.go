package certificate

import (
	"regexp"
	"strings"
)

// grounds are those of Article 17(1) of Regulation (EU) 2016/679 (GDPR), in our words.
var grounds = map[string]string{
	"a": "the data are no longer needed for what they were collected for",
	"b": "consent was withdrawn, and there is no other legal ground",
	"c": "the data subject objected to the processing",
	"d": "the data were processed unlawfully",
	"e": "the law obliges the controller to erase the data",
	"f": "the data were collected from a child online",
}

// groundPattern is a letter of Article 17(1), however much of the citation is there.
const groundPattern = `(?i)^(?:art(?:icle|\.)? *)?(?:17 *\(1\) *)?\(?([a-f])\)?(?: *gdpr)?$`

// Ground returns a legal ground as a certificate has it. A letter of Article 17(1) GDPR,
// such as "b" or "Art. 17(1)(b) GDPR", is written out; every other text stays what it is.
func Ground(text string) string {
	text = strings.TrimSpace(text)
	found := regexp.MustCompile(groundPattern).FindStringSubmatch(text)
	if found == nil {
		return text
	}
	letter := strings.ToLower(found[1])
	return "Art. 17(1)(" + letter + ") GDPR: " + grounds[letter]
}

package history

import (
	"io"
	"strconv"
	"strings"

	"deletecall/deletion"
)

// operatorCodes are those of [deletion.OperatorFields], in its order.
var operatorCodes = func() (codes []fieldCode) {
	for _, field := range deletion.OperatorFields() {
		d := Disclosure{Name: field.Name}
		if d.name() != nil {
			panic("the operator's " + field.Name + " has no row among the private fields")
		}
		codes = append(codes, d.code)
	}
	return codes
}()

// text is where an event holds the text of a private field, so that writing and reading
// follow from one table; nil where it has none. A process and an answer are no texts.
func (e *Event) text(code fieldCode, attempt int) *string {
	switch {
	case e.Intent != nil:
		return intentText(e.Intent, code)
	case e.Outcome != nil:
		if code == detailField {
			return &e.Outcome.Detail
		}
		made := e.attempt(attempt)
		switch {
		case made == nil:
		case code == messageField:
			return &made.Message
		case code == answerHashField:
			return &made.Answer.SHA256
		}
	case e.Settlement != nil:
		if code == noteField {
			return &e.Settlement.Note
		}
		return operatorText(&e.Settlement.Operator, code)
	case e.After != nil:
		switch code {
		case detailField:
			return &e.After.Detail
		case copiesField:
			return &e.After.Copies
		}
		return operatorText(&e.After.Operator, code)
	case e.Act != nil:
		switch code {
		case queryField:
			return &e.Act.Query
		case reasonField:
			return &e.Act.Reason
		case toField:
			return &e.Act.To
		}
		return operatorText(&e.Act.Operator, code)
	case e.Hold != nil:
		return holdText(e.Hold, code)
	}
	return nil
}

func intentText(intent *deletion.Intent, code fieldCode) *string {
	switch code {
	case identifierField:
		return &intent.Identifier
	case reasonField:
		return &intent.Reason
	case callIDField:
		return &intent.Shown.CallID
	case nativeIDField:
		return &intent.Shown.NativeID
	case platformCallIDField:
		return &intent.Shown.PlatformCallID
	case meetingIDField:
		return &intent.Shown.MeetingID
	case fromNumberField:
		return &intent.Shown.From.Number
	case fromNameField:
		return &intent.Shown.From.Name
	case toNumberField:
		return &intent.Shown.To.Number
	case toNameField:
		return &intent.Shown.To.Name
	}
	return operatorText(&intent.Operator, code)
}

func operatorText(operator *deletion.Operator, code fieldCode) *string {
	if code == nameField {
		return &operator.Name
	}
	for i, known := range operatorCodes {
		if known == code {
			return deletion.OperatorFields()[i].Of(operator)
		}
	}
	return nil
}

// attempt is one of the outcome's, by its number from 1 on.
func (e *Event) attempt(number int) *deletion.Attempt {
	earlier := len(e.Outcome.Earlier)
	switch {
	case 0 < number && number <= earlier:
		return &e.Outcome.Earlier[number-1]
	case number == earlier+1:
		return &e.Outcome.Attempt
	}
	return nil
}

// encodePrivate salts the private fields in the order of their table, those of an attempt
// in that of the attempts.
func (e *Event) encodePrivate(salts io.Reader) (commitment string, private Private, err error) {
	s := salted{salts: salts}
	for code := identifierField; code < afterLastField; code++ {
		switch {
		case code == processField:
			if e.Intent != nil {
				s.addText(code, 0, e.Owner.text())
			}
		case code == callField:
			if e.Intent != nil {
				s.addText(code, 0, encodeCall(e.Intent.Shown))
			}
		case !privateFields[code].ofAttempt:
			if text := e.text(code, 0); text != nil {
				s.addText(code, 0, *text)
			}
		case e.Outcome != nil:
			for number := 1; number <= min(1+len(e.Outcome.Earlier), maxAttempts); number++ {
				if code == answerField {
					s.add(code, number, joined(e.attempt(number).Answer))
				} else {
					s.addText(code, number, *e.text(code, number))
				}
			}
		}
	}
	return s.commitment(), s.private, s.err
}

func (e *Event) decodePrivate(private Private, form *outcomeForm) error {
	if e.Intent == nil && e.Outcome == nil && e.Settlement == nil && e.After == nil && e.Act == nil && e.Hold == nil {
		return nil // of a kind that is not known
	}
	for d, err := range stored(private.Fields) {
		if err != nil {
			return err
		}
		if !d.IsShown() {
			if d.code != answerField {
				e.Missing.Add(d.Kind())
			}
			continue
		}
		if d.code == processField && e.Intent != nil {
			e.Owner = ownerOf(string(d.Value))
		} else if d.code == callField && e.Intent != nil {
			if err := decodeCall(string(d.Value), &e.Intent.Shown); err != nil {
				return err
			}
		} else if text := e.text(d.code, d.attempt); text != nil {
			*text = string(d.Value)
		} else {
			return errPrivate
		}
	}
	for d, err := range stored(private.Answers) {
		if err != nil {
			return err
		}
		if e.Outcome == nil || d.code != answerField || !d.IsShown() || form == nil || d.attempt > len(form.Attempts) {
			return errAnswers
		}
		if err := split(&e.attempt(d.attempt).Answer, form.Attempts[d.attempt-1], d.Value); err != nil {
			return err
		}
	}
	return nil
}

// text is the process in a line. The name of a machine has no blank.
func (o Owner) text() string {
	if o == (Owner{}) {
		return ""
	}
	return strconv.Itoa(o.PID) + " " + o.Machine + " " + o.Instance
}

func ownerOf(text string) (owner Owner) {
	pid, rest, _ := strings.Cut(text, " ")
	owner.PID, _ = strconv.Atoi(pid)
	owner.Machine, owner.Instance, _ = strings.Cut(rest, " ")
	return owner
}

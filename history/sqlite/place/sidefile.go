package place

import "deletecall/history/sidefile"

// PutAside appends a line to the side file. It returns only when the line is durable.
func (p *Place) PutAside(line []byte) error {
	err := sidefile.Append(p.SideFile(), p.wait, line)
	if err != nil {
		p.FreeReserve()
		err = sidefile.Append(p.SideFile(), p.wait, line)
	}
	return Problem("put the outcome aside", p.SideFile(), err)
}

// sideFiles are those that may hold outcomes of this history: where its name was
// made a link since, one may be next to the link.
func (p *Place) sideFiles() []string {
	if p.named == "" || p.named == p.path {
		return []string{p.SideFile()}
	}
	return []string{p.SideFile(), sideFileNextTo(p.named)}
}

// allSideFiles are also those for outcomes that a server could not take which had the history
// with this ID before.
func (p *Place) allSideFiles(history string) []string {
	if p.memory == "" {
		return p.sideFiles()
	}
	return append(p.sideFiles(), sidefile.Of(history, p.memory)...)
}

// TakeAside hands the content of each side file to take, and empties the file when that
// says that it has all of it, durably. The file is locked meanwhile.
func (p *Place) TakeAside(history string, take func(content []byte) (all bool, err error)) error {
	for _, path := range p.allSideFiles(history) {
		if err := sidefile.Take(path, p.wait, take); err != nil {
			return Problem("import outcomes that were put aside", path, err)
		}
	}
	return nil
}

// AsideWarnings reports what an import left in the side files.
func (p *Place) AsideWarnings(history string) []string {
	return sidefile.Warnings(p.allSideFiles(history)...)
}

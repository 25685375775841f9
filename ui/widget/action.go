package widget

// Action is what a screen asks of the console.
type Action interface{ IsAction() }

// Notice asks for a line that says why a key does nothing.
type Notice string

// IsAction makes it an [Action].
func (Notice) IsAction() {}

// Package ui is the console: a Bubble Tea program over a deletion.Workflow.
//
// The root routes keys and messages to the screens, keeps size, dialogs and the
// status line, and is the only one that acts: a screen answers with a typed
// action. Nothing in Update or View touches disk, network or clock; what does,
// runs in a command.
package ui

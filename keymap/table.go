package keymap

import "slices"

// entries is the table of actions, in four files by the screens they are for.
// A footer shows the marked ones in this order, so those of Global come last.
//
// No key here is ctrl+a, ctrl+b (tmux, screen), ctrl+s or ctrl+q (flow control).
var entries = slices.Concat(deletionActions, callActions, historyActions, sharedActions)

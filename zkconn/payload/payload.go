// Package payload turns a znode's bytes into something a person can read:
// lines of tokens in one of several views, within bounds whatever the bytes
// are, and never anything but what the bytes say.
package payload

// MaxShown is how many bytes of a value are shown at most, in every view and
// in JSON: 64 KiB. The download has the rest.
const MaxShown = 64 << 10

// Result is data made readable.
type Result struct {
	Size      int      // of the data, in bytes; 0 is its own case, with nothing but Notes set
	Views     []View   // that the data can be shown in, in the order of tabs; Hex is the last
	Current   View     // the one that Lines show; one of Views
	Lines     []Line   // joined by line ends they are the text; a last empty line is a line end at the end
	Truncated bool     // Lines are not all of it
	Notes     []string // what a person should know, a sentence each
}

// Decode shows data in the view asked for. Data that cannot be shown so is
// shown as Best would, and a note says it.
func Decode(data []byte, asked View) Result {
	return Result{Size: len(data)}
}

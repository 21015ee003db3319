package audit

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
)

// tailBytes is how much of a file's end is read: more than a whole line and part of another.
const tailBytes = 4 << 20

// LastLine describes the end of a file of JSON lines.
type LastLine struct {
	Head      // of the last complete line; zero for none
	Torn bool // whether part of a line follows it
}

// ReadLastLine reads at most 4 MiB from the end of a file. It reads nothing if the file is not a
// regular one, such as a pipe.
func ReadLastLine(name string) (LastLine, error) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return LastLine{}, err
	}
	file, err := os.Open(name)
	if err != nil {
		return LastLine{}, err
	}
	defer file.Close()
	tail, err := io.ReadAll(io.NewSectionReader(file, max(0, info.Size()-tailBytes), tailBytes))
	return lastLine(tail), err
}

// lastLine looks for the last complete line. Lines before it may have been cut off and completed
// later.
func lastLine(tail []byte) LastLine {
	end := bytes.LastIndexByte(tail, '\n')
	last := LastLine{Torn: end+1 < len(tail)}
	for end > 0 {
		start := bytes.LastIndexByte(tail[:end], '\n') + 1
		var head Head
		if json.Unmarshal(tail[start:end], &head) == nil && head.Seq > 0 {
			last.Head = head
			break
		}
		end = start - 1
	}
	return last
}

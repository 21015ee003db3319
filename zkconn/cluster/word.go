package cluster

import (
	"bufio"
	"context"
	"io"
	"iter"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

// The bounds of the answer to a four-letter word: it begins within askTimeout, and is
// read for wordTimeout and for maxWordReply bytes at most, in lines of maxWordLine.
const (
	wordTimeout  = 3 * time.Second
	maxWordReply = 32 << 20
	maxWordLine  = 64 << 10
)

// answer is what a server answers to a four-letter word, line by line.
type answer struct {
	lines iter.Seq[string]
	why   znode.Code // once the lines have been read: why there are none, or not all; "" for all
}

// ask asks a server a four-letter word, over a connection of its own that lasts while
// the lines are read.
func ask(ctx context.Context, dial dialer, c Cluster, address, word string) *answer {
	a := &answer{}
	a.lines = func(yield func(string) bool) { a.why = readWord(ctx, dial, c, address, word, yield) }
	return a
}

func readWord(ctx context.Context, dial dialer, c Cluster, address, word string, yield func(string) bool) znode.Code {
	ctx, cancel := context.WithTimeout(ctx, wordTimeout)
	defer cancel()
	begin, begun := context.WithTimeout(ctx, askTimeout)
	defer begun()
	conn, err := dial(begin, c, address)
	if err != nil {
		return DescribeDial(err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	waiting := context.AfterFunc(begin, func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, word); err != nil {
		return DescribeDial(err)
	}
	limited := &io.LimitedReader{R: conn, N: maxWordReply}
	buffered := bufio.NewReader(limited)
	if _, err = buffered.Peek(1); err != nil {
		if begin.Err() != nil {
			return znode.CodeServerSilent
		}
		return DescribeDial(err)
	}
	waiting()
	lines := bufio.NewScanner(buffered)
	lines.Buffer(nil, maxWordLine)
	for lines.Scan() {
		line := lines.Text()
		if strings.Contains(line, "is not executed because it is not in the whitelist") {
			return znode.CodeWordRefused
		}
		if strings.Contains(line, "not currently serving requests") {
			return znode.CodeServerNoQuorum
		}
		if !yield(line) {
			return ""
		}
	}
	if lines.Err() != nil || limited.N == 0 {
		return znode.CodeWordCut
	}
	return ""
}

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

// The bounds of an answer that is read line by line: it must begin within askTimeout; it is read
// for at most wordTimeout and maxWordReply bytes, in lines of at most maxWordLine bytes.
const (
	wordTimeout  = 3 * time.Second
	maxWordReply = 32 << 20
	maxWordLine  = 64 << 10
)

// answer is a server's answer to a four-letter word, line by line.
type answer struct {
	lines iter.Seq[string]
	why   znode.Code // set after the lines were read: why there are none, or not all; "" if all were read
}

// lines asks a server by a four-letter word when the lines are first read. The connection lasts
// while they are read.
func (a Asker) lines(ctx context.Context, c Cluster, address, word string) *answer {
	reply := &answer{}
	reply.lines = func(yield func(string) bool) { reply.why = a.readLines(ctx, c, address, word, yield) }
	return reply
}

func (a Asker) readLines(ctx context.Context, c Cluster, address, word string, yield func(string) bool) znode.Code {
	ctx, cancel := context.WithTimeout(ctx, wordTimeout)
	defer cancel()
	begun, begins := context.WithCancel(ctx)
	defer begins()
	waiting := time.AfterFunc(askTimeout, begins)
	conn, done, err := a.begin(begun, c, address, word)
	if err != nil {
		return describeBegin(begun, err)
	}
	defer done()
	limited := &io.LimitedReader{R: conn, N: maxWordReply}
	buffered := bufio.NewReader(limited)
	if _, err = buffered.Peek(1); err != nil {
		return describeBegin(begun, err)
	}
	waiting.Stop()
	lines := bufio.NewScanner(buffered)
	lines.Buffer(nil, maxWordLine)
	for first := true; lines.Scan(); first = false {
		line := lines.Text()
		if why := describeRefusal(line); first && why != "" {
			return why
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

// describeRefusal returns why a server does not answer, if the first line of its answer says so;
// otherwise "". A line that is the path of a znode says nothing of the kind, whatever its name is.
func describeRefusal(line string) znode.Code {
	switch {
	case strings.HasPrefix(line, "/"):
		return ""
	case strings.Contains(line, refusal):
		return znode.CodeWordRefused
	case strings.Contains(line, "not currently serving requests"):
		return znode.CodeServerNoQuorum
	}
	return ""
}

// describeBegin returns why an answer did not begin.
func describeBegin(ctx context.Context, err error) znode.Code {
	if ctx.Err() != nil {
		return znode.CodeServerSilent
	}
	return describeEnd(err)
}

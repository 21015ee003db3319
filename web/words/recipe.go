package words

import (
	"regexp"
	"strings"

	"zkweb/zkconn/znode"
)

// Recipe is the panel that explains what a known library or system stores in a znode, and who
// stands in line for it.
type Recipe struct {
	Title string                             // of the panel
	What  map[string]func(znode.Args) string // what the znode is, by the codes of zkconn/recipes
	Links map[string]string                  // the targets of links, by the relations of zkconn/recipes

	Holds     map[string]func(who string, more int) string // who holds it, by the kind of line; more is how many others hold it
	Leases    func(held, limit int) string                 // for a semaphore; limit is 0 if unknown
	Session   func(id string) string                       // replaces the name of an unknown holder
	Came      string                                       // a relative time follows: when the holder's znode was created
	Waiting   func(n int) string                           // how many wait; 0 for nobody
	Line      string                                       // the name of the table
	Columns   RecipeColumns
	Holder    string                        // shown for a holder, instead of whom it waits for
	WaitFor   func(place string) string     // the place of the contender that is watched
	WaitLease string                        // for a contender that waits for any lease of a semaphore
	Modes     map[string]string             // for a read/write lock: the kind of lock that a contender wants
	Stays     string                        // for a contender that is not an ephemeral znode
	More      func(n int, of string) string // contenders that are not listed
	Others    func(n int) string            // children that stand in other lines; at least one
}

// RecipeColumns are the headers of the table of contenders.
type RecipeColumns struct{ Place, Who, Mode, Session, Came, State string }

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// filled returns a func that makes a sentence. It takes the first of sentences whose placeholders,
// such as {so}, all have a value. The last sentence must have none.
func filled(sentences ...string) func(znode.Args) string {
	return func(args znode.Args) string {
		for _, sentence := range sentences {
			if text, ok := fill(sentence, args); ok {
				return text
			}
		}
		return sentences[len(sentences)-1]
	}
}

func fill(sentence string, args znode.Args) (string, bool) {
	all := true
	filled := placeholder.ReplaceAllStringFunc(sentence, func(name string) string {
		value := args[strings.Trim(name, "{}")]
		all = all && value != ""
		return value
	})
	return filled, all
}

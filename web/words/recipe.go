package words

import (
	"regexp"
	"strings"

	"zkweb/zkconn/znode"
)

// Recipe is the panel that says what a well-known library or system keeps in a
// znode, and who stands in line for it.
type Recipe struct {
	Title string                             // of the panel
	What  map[string]func(znode.Args) string // what the znode is, by the codes of zkconn/recipes
	Links map[string]string                  // what a link leads to, by the relations of zkconn/recipes

	Holds     map[string]func(who string, more int) string // who holds it, by the kind of line; more hold it than are named
	Leases    func(held, limit int) string                 // of a semaphore; a limit of 0 is unknown
	Session   func(id string) string                       // in place of a holder's name that is not known
	Came      string                                       // when the holder's znode was made; a relative time follows
	Waiting   func(n int) string                           // how many wait; 0 is nobody
	Line      string                                       // names the table
	Columns   RecipeColumns
	Holder    string                        // in place of whom it waits for
	WaitFor   func(place string) string     // the number of the contender that is watched
	WaitLease string                        // of who waits for any lease of a semaphore to be given back
	Modes     map[string]string             // of a read/write lock: what a contender wants
	Stays     string                        // of a contender that is no ephemeral znode
	More      func(n int, of string) string // contenders that are not listed
	Others    func(n int) string            // children that stand in other lines, one at least
}

// RecipeColumns are the headers of the table of contenders.
type RecipeColumns struct{ Place, Who, Mode, Session, Came, State string }

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// filled makes a sentence with values in it, {so}: the first of these whose values are
// all there. The last has none.
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

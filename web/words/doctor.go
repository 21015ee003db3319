package words

import "zkweb/zkconn/znode"

// Doctor is the way to each server, step by step, on a page and in a terminal.
type Doctor struct {
	Title         string
	DocumentTitle func(cluster string) string
	Explained     string
	Again         string // the link that goes the way again
	OK            string // of a server to which all went well
	Failed        string // of the others
	Skipped       string // of a step that the server does not know
	Step, Took    string // column headers
	Found         string
	Steps         map[string]string                  // the names of the steps
	Finds         map[string]func(znode.Args) string // what each found, without what went wrong
	Millis        func(ms float64) string
}

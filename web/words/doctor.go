package words

import "zkweb/zkconn/znode"

// Doctor is the check of the connection to each server, step by step, on a page and in a terminal.
type Doctor struct {
	Title         string
	DocumentTitle func(cluster string) string
	Explained     string
	Again         string // a link that runs the check again
	OK            string // the result for a server without a failed step
	Failed        string // the result for other servers
	Skipped       string // the result of a step that the server does not support
	Step, Took    string // column headers
	Found         string
	Steps         map[string]string                  // the names of the steps, by ID
	Finds         map[string]func(znode.Args) string // the result of each step, except errors
	Millis        func(ms float64) string
}

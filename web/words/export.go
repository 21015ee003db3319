package words

// Export is the page that exports everything below a znode.
type Export struct {
	Title   string // of the page, its tab and its button
	Format  string // label
	Formats map[string]string
	Others  string            // what the formats of other tools leave out
	Lacks   map[string]string // what else such a format cannot represent
	Gzip    string            // label of a checkbox
	Masked  string            // if secrets are masked
	Shown   string            // if no secret is masked
	Reveal  string            // heading of the form that exports with secrets
	About   string            // the purpose of that
	Secrets string            // label of its button
	Reason  string            // label
	Whole   func(znodes, bytes, seconds int) string
}

package words

// Export is the page that exports all below a znode.
type Export struct {
	Title   string // of the page, its tab and its button
	Format  string // label
	Formats map[string]string
	Others  string            // what those of other tools leave out
	Lacks   map[string]string // what else each of these cannot carry
	Gzip    string            // label of a box
	Masked  string            // that secrets are hidden
	Shown   string            // that no secret is hidden
	Reveal  string            // heading of the form that exports with secrets
	About   string            // what that is for
	Secrets string            // its button
	Reason  string            // label
	Whole   func(znodes, bytes, seconds int) string
}

package words

// BringBack is the page that brings back what was at and below a znode. The rest of its
// words are Import's.
type BringBack struct {
	Title    string // of the page
	Link     string // to it
	Of       string // before the moment
	About    string
	Fail     string // of Import.Ontos
	OtherACL string
	Apply    func(changes int) string
	Made     func(n int) string
}

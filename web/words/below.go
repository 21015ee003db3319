package words

// Below is the page that asks whether to delete a znode with everything below it, or some of its
// children.
type Below struct {
	Title      string
	Chosen     func(n int) string // replaces Title if children were selected
	Count      func(znodes int, size string) string
	AtLeast    func(count string) string
	Uncounted  string // replaces Count if ZooKeeper did not answer
	Systems    string // heading of the systems that seem to use these znodes
	System     func(path, what string) string
	Ephemerals func(n int) string
	HeldBy     string // a session ID follows
	More       func(n int) string
	Denied     func(n int) string
	Explained  string
	Kept       string // if what is deleted can be restored
	AsJob      string
	Confirm    string // a label; the name to type follows
	Delete     func(n int) string
	DeleteAll  string // if the number is not known
}

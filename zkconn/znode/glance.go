package znode

// Question is what one page asks of ZooKeeper. It is answered in as few requests as possible. The
// zero value asks for nothing.
type Question struct {
	Path  Path   // the znode that Stat, Data and ACL refer to
	Stat  bool   // ask for its stat
	Data  bool   // ask for its data and its stat
	ACL   bool   // ask for its ACL and its stat
	Lists []Path // the znodes whose children's names are asked for
	// Rows chooses the znodes whose stats are asked for, once the lists are known: one slice for
	// each list, then optionally any others. It is called at most once; nil chooses none.
	Rows func(lists []List) [][]Path
	// Values chooses the rows below Path whose data is asked for as well, once the stats are known.
	// Rows with more than MaxValue bytes are left out. It is called at most once; nil chooses none.
	Values func(stats Stats) []Path
}

// MaxValue is the maximum size of a row's data in an Answer, in bytes.
const MaxValue = 4 << 10

// Answer is the answer to a Question. Each part has its own error, as a Reader returns it.
type Answer struct {
	Stat    Stat
	StatErr error // NotFound if there is no such znode
	Data    []byte
	DataErr error
	ACL     []ACL
	ACLErr  error
	Lists   []List // one for each of the Question's Lists, in the same order
	Stats   Stats
	Values  map[Path]Value // only rows whose data has at most MaxValue bytes
}

// Stats holds the results for the rows of a Question.
type Stats map[Path]*StatResult

// Of returns the result for a row, or the zero value if it was not asked for.
func (s Stats) Of(path Path) StatResult {
	if found := s[path]; found != nil {
		return *found
	}
	return StatResult{}
}

// Value is the data of a row.
type Value struct {
	Data []byte
	Err  error
}

// List holds the names of a znode's children.
type List struct {
	Path  Path
	Names []string // in byte order; may be shared: do not change it
	Err   error

	// InOrder returns Names in NaturalOrder from a cache. It is nil if there is none.
	InOrder func() []string
}

// Natural returns Names in natural order. The slice may be shared: do not change it.
func (l List) Natural() []string {
	if l.InOrder != nil {
		return l.InOrder()
	}
	return NaturalOrder(l.Names)
}

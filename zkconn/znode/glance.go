package znode

// Question is what one page asks of ZooKeeper: it is answered in as few requests
// as can be. The zero value asks for nothing.
type Question struct {
	Path  Path   // the znode that Stat, Data and ACL are about
	Stat  bool   // its stat
	Data  bool   // its data, and its stat
	ACL   bool   // its ACL, and its stat
	Lists []Path // the znodes whose children's names are asked for
	// Rows chooses the znodes whose stats are asked for, once the lists have come:
	// some for each list, and after those any others. It is called at most once; nil
	// chooses none.
	Rows func(lists []List) [][]Path
	// Values chooses the rows below Path whose data is asked for, too, once the stats
	// have come; of those with more than MaxValue bytes it does not come. It is called
	// at most once; nil chooses none.
	Values func(stats Stats) []Path
}

// MaxValue is how large a row's data may be to come along with others, in bytes.
const MaxValue = 4 << 10

// Answer is what came of a Question. A part that could not be had has an error in
// its place; the errors are a Reader's.
type Answer struct {
	Stat    Stat
	StatErr error // NotFound when there is no such znode
	Data    []byte
	DataErr error
	ACL     []ACL
	ACLErr  error
	Lists   []List // one for each of the Question's, in its order
	Stats   Stats
	Values  map[Path]Value // of those with data of at most MaxValue bytes
}

// Stats is what was found for the rows of a Question.
type Stats map[Path]*StatResult

// Of returns what was found for a row; zero where it was not asked for.
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

// List is the names of a znode's children.
type List struct {
	Path  Path
	Names []string // in byte order; may be shared: do not change it
	Err   error

	// InOrder returns Names in NaturalOrder where that is kept with them; nil where it
	// is not.
	InOrder func() []string
}

// Natural returns Names in natural order; it may be shared: do not change it.
func (l List) Natural() []string {
	if l.InOrder != nil {
		return l.InOrder()
	}
	return NaturalOrder(l.Names)
}

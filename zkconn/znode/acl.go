package znode

import (
	"slices"
	"strings"
)

// Perms is a set of permissions, the bits of ZooDefs.Perms.
type Perms int32

// The permissions, as ZooDefs.Perms numbers them.
const (
	PermRead Perms = 1 << iota
	PermWrite
	PermCreate
	PermDelete
	PermAdmin
	PermAll = PermRead | PermWrite | PermCreate | PermDelete | PermAdmin
)

// The order in which zkCli prints them.
var permLetters = []permLetter{
	{PermCreate, 'c', "create children"},
	{PermDelete, 'd', "delete children"},
	{PermRead, 'r', "read"},
	{PermWrite, 'w', "write"},
	{PermAdmin, 'a', "set the ACL"},
}

type permLetter struct {
	perm   Perms
	letter byte
	word   string
}

// String is the set in zkCli's letters and order: "cdrwa", "r", "" for none.
func (p Perms) String() string {
	var letters strings.Builder
	for _, l := range permLetters {
		if p&l.perm != 0 {
			letters.WriteByte(l.letter)
		}
	}
	return letters.String()
}

// MarshalText gives String, so that JSON shows the letters.
func (p Perms) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the letters in any order. It fails with Invalid for others, and
// for one that comes twice.
func (p *Perms) UnmarshalText(text []byte) error {
	var perms Perms
	for _, letter := range text {
		at := slices.IndexFunc(permLetters, func(l permLetter) bool { return l.letter == letter })
		if at < 0 || perms&permLetters[at].perm != 0 {
			return &Error{Kind: Invalid, Code: CodePerms}
		}
		perms |= permLetters[at].perm
	}
	*p = perms
	return nil
}

// Words says the set in English: "everything", "read, write", "nothing".
func (p Perms) Words() string {
	if p&PermAll == PermAll {
		return "everything"
	}
	var words []string
	for _, l := range permLetters {
		if p&l.perm != 0 {
			words = append(words, l.word)
		}
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}

// ACL is one entry of a znode's access control list: who (a scheme and an id
// in it) may do what. For the digest scheme the id is "user:hash"; a server
// shows "user:x" to those who lack ADMIN.
type ACL struct {
	Scheme string `json:"scheme"`
	ID     string `json:"id"`
	Perms  Perms  `json:"perms"`
}

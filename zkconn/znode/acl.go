package znode

import (
	"slices"
	"strconv"
	"strings"
)

// Perms is a set of permissions, with the bits of ZooDefs.Perms.
type Perms int32

// The permissions, with the values of ZooDefs.Perms.
const (
	PermRead Perms = 1 << iota
	PermWrite
	PermCreate
	PermDelete
	PermAdmin
	PermAll = PermRead | PermWrite | PermCreate | PermDelete | PermAdmin
)

// permLetters lists the permissions in the order in which zkCli prints them.
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

// String returns the set in zkCli's letters and order: "cdrwa", "r", "" for none.
func (p Perms) String() string {
	var letters strings.Builder
	for _, l := range permLetters {
		if p&l.perm != 0 {
			letters.WriteByte(l.letter)
		}
	}
	return letters.String()
}

// MarshalText returns String, so that JSON shows the letters.
func (p Perms) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the letters in any order. It fails with Invalid for other letters and for
// repeated ones.
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

// Words returns the set in English: "everything", "read, write", "nothing".
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

// ACL is one entry of a znode's access control list: it gives permissions to an id in a scheme. An
// id in the digest scheme is "user:hash"; clients without ADMIN get "user:x".
type ACL struct {
	Scheme string `json:"scheme"`
	ID     string `json:"id"`
	Perms  Perms  `json:"perms"`
}

// String returns the entry as zkCli takes it: "world:anyone:cdrwa".
func (a ACL) String() string { return a.Scheme + ":" + a.ID + ":" + a.Perms.String() }

// Hidden reports whether the server hides the digest in the entry. It does so from clients without
// ADMIN. An ACL that is set with such an entry lets nobody in by it.
func (a ACL) Hidden() bool { return a.Scheme == "digest" && strings.HasSuffix(a.ID, ":x") }

// FormatACL returns an ACL as zkCli takes it: "world:anyone:r,digest:alice:hash:cdrwa".
func FormatACL(acl []ACL) string {
	entries := make([]string, len(acl))
	for i, entry := range acl {
		entries[i] = entry.String()
	}
	return strings.Join(entries, ",")
}

// MaxACL is the maximum number of entries in an ACL that the console writes.
const MaxACL = 100

// ParseACL reads an ACL as zkCli takes it. An id may contain commas, as those of certificates do,
// since an entry ends with its permissions. ParseACL fails with Invalid.
func ParseACL(text string) ([]ACL, error) {
	if strings.TrimSpace(text) == "" {
		return nil, &Error{Kind: Invalid, Code: CodeACLEmpty}
	}
	var acl []ACL
	begun := ""
	for piece := range strings.SplitSeq(text, ",") {
		begun += piece
		entry, ok := parseACLEntry(strings.TrimSpace(begun))
		if !ok {
			begun += ","
			continue
		}
		acl, begun = append(acl, entry), ""
	}
	if begun != "" {
		return nil, &Error{Kind: Invalid, Code: CodeACLForm}
	}
	return acl, CheckACL(acl)
}

// parseACLEntry reads scheme:id:perms.
func parseACLEntry(text string) (ACL, bool) {
	scheme, rest, ok := strings.Cut(text, ":")
	last := strings.LastIndexByte(rest, ':')
	if !ok || scheme == "" || last < 0 {
		return ACL{}, false
	}
	entry := ACL{Scheme: scheme, ID: rest[:last]}
	return entry, entry.Perms.UnmarshalText([]byte(rest[last+1:])) == nil
}

// CheckACL fails with Invalid if ZooKeeper would refuse the ACL, or if an entry would let nobody
// in, as far as the console can tell.
func CheckACL(acl []ACL) error {
	if len(acl) == 0 {
		return &Error{Kind: Invalid, Code: CodeACLEmpty}
	}
	if len(acl) > MaxACL {
		return &Error{Kind: Invalid, Code: CodeACLTooMany, Args: Args{"max": strconv.Itoa(MaxACL)}}
	}
	for _, entry := range acl {
		code := Code("")
		switch user, hash, parted := strings.Cut(entry.ID, ":"); {
		case entry.Scheme == "":
			code = CodeACLForm
		case entry.Scheme == "world" && entry.ID != "anyone":
			code = CodeACLWorld
		case entry.Hidden():
			code = CodeACLHidden
		case entry.Scheme == "digest" && (!parted || user == "" || hash == ""):
			code = CodeACLDigest
		case entry.ID == "" && entry.Scheme != "auth":
			code = CodeACLForm
		}
		if code != "" {
			return &Error{Kind: Invalid, Code: code}
		}
	}
	return nil
}

// Package words holds every word that a person reads, in each language of the
// console: a struct for each page, whose fields are strings or, where a sentence
// has values in it, funcs. A field that a language lacks fails a test; one that
// is renamed fails the compiler.
//
// Values come as they are shown: names and texts of others have been through
// views.Visible, which a template escapes once more as HTML.
package words

import (
	"errors"
	"maps"

	"zkweb/zkconn/znode"
)

// Words are all words in one language.
type Words struct {
	Lang string // BCP 47, for the html element: "en"
	Name string // of the language, in itself: "English"

	Format  Format
	Shell   Shell
	Script  Script
	Problem Problem
	Failure Failure

	Login    Login
	Clusters Clusters
	SignIns  SignIns
	Servers  Servers
	Findings Findings
	Doctor   Doctor
	Replicas Replicas

	Node     Node
	Data     Data
	Reading  Reading
	Children Children
	Stat     Stat
	ACL      ACL
	Tree     Tree
	Recipe   Recipe
	Live     Live

	Change Change
	Create Create
	Set    Set
	Review Review
	Merge  Merge
	Delete Delete
	Below  Below
	Undo   Undo
	Step   Step

	Transaction Transaction
	Proposals   Proposals

	EditACL EditACL
	Quota   Quota

	Find      Find
	Compare   Compare
	Export    Export
	Bundle    Bundle
	Import    Import
	BringBack BringBack
	Copy      Copy
	ACLs      ACLs
	Jobs      Jobs

	Sessions Sessions
	Shares   Shares

	Trail  Trail
	Report Report

	History History

	Errors   Errors
	Recorded Errors            // what the trail says in place of Errors that speak to the reader
	Views    map[string]string // of a znode's data: the labels, by the value of view=
}

// Errors are the sentences of error codes: what happened, what it means, what
// to do.
type Errors map[znode.Code]func(znode.Args) string

// Error returns the sentence for err: that of the first znode.Error in its
// chain, or of a fault of the console where there is none.
func (w *Words) Error(err error) string {
	var known *znode.Error
	if !errors.As(err, &known) {
		return w.Of("", nil)
	}
	return w.Of(known.Code, known.Args)
}

// Of returns the sentence of a code and its arguments, as an error or an entry
// of the trail has them; for a code of another version, that of a fault.
func (w *Words) Of(code znode.Code, args znode.Args) string {
	sentence, known := w.Errors[code]
	if !known {
		sentence = w.Errors[""]
	}
	return sentence(args)
}

// Record returns what the trail says of a code and its arguments: it speaks of
// somebody else.
func (w *Words) Record(code znode.Code, args znode.Args) string {
	if sentence, known := w.Recorded[code]; known {
		return sentence(args)
	}
	return w.Of(code, args)
}

// text returns a sentence without values.
func text(sentence string) func(znode.Args) string {
	return func(znode.Args) string { return sentence }
}

// merge puts the errors of all parts of the console together.
func merge(parts ...Errors) Errors {
	all := Errors{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}

// Package words holds every text that people read, in each language of the console. It has a struct
// for each page, whose fields are strings or, for sentences with values, funcs. A test fails for a
// field that a language lacks, and the compiler for one that was renamed. Values are passed as they
// are shown: names and texts of others have been through views.Visible, and templates escape them
// as HTML.
package words

import (
	"errors"
	"maps"

	"zkweb/zkconn/znode"
)

// Words has all texts in one language.
type Words struct {
	Lang string // the BCP 47 tag for the html element: "en"
	Name string // the language's own name: "English"

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
	Recorded Errors            // what the trail says instead of Errors that address the reader
	Views    map[string]string // the labels of views of a znode's data, by the value of view=
}

// Errors has the sentences of error codes: what happened, what it means, and what to do.
type Errors map[znode.Code]func(znode.Args) string

// Error returns the sentence for err: that of the first znode.Error in its chain or, if there is
// none, that of an internal error.
func (w *Words) Error(err error) string {
	var known *znode.Error
	if !errors.As(err, &known) {
		return w.Of("", nil)
	}
	return w.Of(known.Code, known.Args)
}

// Of returns the sentence for a code and its arguments, of an error or an entry of the trail. For
// an unknown code, such as one of another version, it returns that of an internal error.
func (w *Words) Of(code znode.Code, args znode.Args) string {
	sentence, known := w.Errors[code]
	if !known {
		sentence = w.Errors[""]
	}
	return sentence(args)
}

// Record returns what the trail says for a code and its arguments. It does not address the reader.
func (w *Words) Record(code znode.Code, args znode.Args) string {
	if sentence, known := w.Recorded[code]; known {
		return sentence(args)
	}
	return w.Of(code, args)
}

// text returns a func for a sentence without values.
func text(sentence string) func(znode.Args) string {
	return func(znode.Args) string { return sentence }
}

// merge merges the errors of all parts of the console.
func merge(parts ...Errors) Errors {
	all := Errors{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}

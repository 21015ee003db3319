package guard

import (
	"context"
	"slices"
	"time"

	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Glance implements znode.Reader; secrets are masked as the rules say.
func (g *Guard) Glance(ctx context.Context, question znode.Question) znode.Answer {
	answer, masked := g.GlanceMasked(ctx, question, 0)
	answer.Data = masked.Data
	return answer
}

// valuesTime bounds the masking of a table's values. Those that are not done by then are masked as
// a whole.
const valuesTime = 300 * time.Millisecond

// maskValues masks the data of rows. If masking one fails, nothing of it is shown.
func (g *Guard) maskValues(ctx context.Context, values map[znode.Path]znode.Value) {
	ctx, cancel := context.WithTimeout(ctx, valuesTime)
	defer cancel()
	for path, value := range values {
		if value.Err == nil {
			masked, err := g.mask(ctx, path, value.Data, 0)
			values[path] = znode.Value{Data: masked.Data, Err: err}
		}
	}
}

// GlanceMasked is like Glance, with the data apart as GetMasked returns it. A refusal by the policy
// is recorded for the znode in question, but not for the lists and rows around it.
func (g *Guard) GlanceMasked(ctx context.Context, question znode.Question, limit int) (znode.Answer, mask.Masked) {
	l := g.ask(ctx, question)
	if l.refused != nil && !l.allowed.Stat { // then nothing around it is read either
		return l.refuse(), mask.Masked{}
	}
	answer := l.answered(g.session.Glance(ctx, l.allowed))
	g.maskValues(ctx, answer.Values)
	if !question.Data || answer.DataErr != nil {
		return answer, mask.Masked{}
	}
	masked, err := g.mask(ctx, question.Path, answer.Data, limit)
	answer.Data, answer.DataErr = nil, err
	return answer, masked
}

// look is a question, and what the policy allows of it.
type look struct {
	*Guard
	asked   znode.Question
	allowed znode.Question
	refused error          // why nothing of the znode in question may be shown, except perhaps its stat
	lists   []znode.List   // one for each list in the question
	at      []int          // for each list: its index among those that are read; -1 for none
	leading [][]znode.Path // for lists of ancestors of the person's paths: the children that lead there; else nil
	denied  map[znode.Path]error
}

func (g *Guard) ask(ctx context.Context, question znode.Question) *look {
	l := &look{Guard: g, asked: question, allowed: znode.Question{Path: question.Path},
		lists: make([]znode.List, len(question.Lists)), at: make([]int, len(question.Lists)), leading: make([][]znode.Path, len(question.Lists)),
		denied: map[znode.Path]error{}}
	if question.Stat || question.Data || question.ACL {
		l.askNode(ctx)
	}
	for i, path := range question.Lists {
		l.lists[i].Path, l.at[i] = path, -1
		switch verdict := g.Decide(people.Read, path); verdict {
		case people.Allowed:
			l.at[i] = len(l.allowed.Lists)
			l.allowed.Lists = append(l.allowed.Lists, path)
		case people.OnTheWay:
			l.leading[i] = g.leadingOn(path)
		default:
			l.lists[i].Err = verdict.Refusal(g.Person.Role)
		}
	}
	l.allowed.Rows = l.rows
	if question.Values != nil {
		l.allowed.Values = l.values
	}
	return l
}

// askNode asks for what the policy allows of the znode in question. Of an ancestor of the person's
// paths that is the stat.
func (l *look) askNode(ctx context.Context) {
	if l.refused = l.mayWalk(ctx, l.asked.Path); l.refused != nil {
		return
	}
	l.allowed.Stat = true
	if l.refused = l.mayRead(ctx, l.asked.Path); l.refused == nil {
		l.allowed.Data, l.allowed.ACL = l.asked.Data, l.asked.ACL
	}
}

// refuse returns the answer to a question about a znode that the policy hides.
func (l *look) refuse() znode.Answer {
	answer := znode.Answer{StatErr: l.refused, DataErr: l.refused, ACLErr: l.refused}
	for _, path := range l.asked.Lists {
		answer.Lists = append(answer.Lists, znode.List{Path: path, Err: l.refused})
	}
	return answer
}

// rows asks for rows as far as the policy allows, and for the children that lead to the person's
// paths: the lists depend on whether these exist.
func (l *look) rows(read []znode.List) [][]znode.Path {
	l.fill(read)
	rows, others := make([][]znode.Path, len(read)), slices.Concat(l.leading...)
	for i, path := range l.asked.Lists {
		if l.leading[i] != nil {
			others = append(others, path)
		}
	}
	if l.asked.Rows != nil {
		for i, paths := range l.asked.Rows(l.lists) {
			if i < len(l.at) && l.at[i] >= 0 {
				rows[l.at[i]] = l.open(paths)
			} else {
				others = append(others, l.open(paths)...)
			}
		}
	}
	return append(rows, others)
}

// values returns those rows whose data the person may read.
func (l *look) values(stats znode.Stats) []znode.Path {
	return slices.DeleteFunc(l.asked.Values(stats), func(path znode.Path) bool { return l.Decide(people.Read, path) != people.Allowed })
}

// open returns those of the paths that the person may see.
func (l *look) open(paths []znode.Path) []znode.Path {
	for _, path := range paths {
		if verdict := l.Decide(people.Read, path); verdict != people.Allowed && verdict != people.OnTheWay {
			l.denied[path] = verdict.Refusal(l.Person.Role)
		}
	}
	if len(l.denied) == 0 {
		return paths
	}
	return slices.DeleteFunc(slices.Clone(paths), func(path znode.Path) bool { return l.denied[path] != nil })
}

// fill completes the lists with those that were read and those that lead to the person's paths.
func (l *look) fill(read []znode.List) {
	for i, path := range l.asked.Lists {
		switch {
		case l.at[i] >= 0:
			l.lists[i] = read[l.at[i]]
		case l.leading[i] != nil:
			l.lists[i] = znode.List{Path: path}
			for _, child := range l.leading[i] {
				l.lists[i].Names = append(l.lists[i].Names, child.Name())
			}
		}
	}
}

// answered turns the answer to what was allowed into an answer to the question.
func (l *look) answered(answer znode.Answer) znode.Answer {
	if l.refused != nil {
		answer.DataErr, answer.ACLErr = l.refused, l.refused
	}
	l.fill(answer.Lists)
	answer.Lists = l.lists
	for i := range l.lists {
		if l.leading[i] != nil {
			l.lists[i] = there(l.lists[i].Path, l.leading[i], answer.Stats)
		}
	}
	for path, err := range l.denied {
		answer.Stats[path] = &znode.StatResult{Err: err}
	}
	return answer
}

// there returns the list of those children of path that exist.
func there(path znode.Path, children []znode.Path, stats znode.Stats) znode.List {
	list := znode.List{Path: path}
	if err := stats.Of(path).Err; !isThere(err) {
		list.Err = err
		return list
	}
	for _, child := range children {
		switch result := stats.Of(child); {
		case isThere(result.Err):
			list.Names = append(list.Names, child.Name())
		case znode.KindOf(result.Err) != znode.NotFound:
			return znode.List{Path: path, Err: result.Err}
		}
	}
	return list
}

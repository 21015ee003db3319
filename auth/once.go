package auth

import (
	"slices"

	"zkweb/zkconn/znode"
)

// maxOnce is how many forms a console session remembers that have changed something.
const maxOnce = 100

// Answer is where a form has led that has changed something, and what that page says.
type Answer struct {
	To     string  // a URL
	Change *Change // nil where the page says it by itself
	Page   any     // what was answered in place of a URL; nil for nothing
}

// sentForm is a form that was sent, and what it was answered.
type sentForm struct {
	over   chan struct{} // closed once it is known what became of it
	answer Answer
	err    error
}

// errUnmade stays where what was to change something has not come to its end.
var errUnmade = &znode.Error{Kind: znode.Internal, Code: znode.CodeInternalFault}

// Once does what a form asks for once. When the form is sent again, by a second click or from
// the browser's history, it waits for the answer to the first and returns it; again reports
// that. A failure is not remembered: the form is then done for the next who sent it. Where
// the outcome is unknown, all who wait get that error. form identifies the form.
func (s *Session) Once(form string, do func() (Answer, error)) (answer Answer, again bool, err error) {
	mine, sent := s.remember(form)
	for mine == nil {
		<-sent.over
		if sent.err == nil || znode.KindOf(sent.err) == znode.UnknownOutcome {
			return sent.answer, true, sent.err
		}
		mine, sent = s.remember(form)
	}
	defer func() {
		if mine.err != nil {
			s.forget(form)
		}
		close(mine.over)
	}()
	if mine.answer, mine.err = do(); mine.answer.Page != nil {
		s.keepPage(form)
	}
	return mine.answer, false, mine.err
}

// remember makes room for one more form, which is the caller's; or it returns the same that
// was sent before.
func (s *Session) remember(form string) (mine, sent *sentForm) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sent := s.sent[form]; sent != nil {
		return nil, sent
	}
	if s.sent == nil {
		s.sent = map[string]*sentForm{}
	}
	if s.forms = append(s.forms, form); len(s.forms) > maxOnce {
		delete(s.sent, s.forms[0])
		s.forms = s.forms[1:]
	}
	mine = &sentForm{over: make(chan struct{}), err: errUnmade}
	s.sent[form] = mine
	return mine, nil
}

// forget lets a form be another that is sent again.
func (s *Session) forget(form string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sent, form)
	s.forms = slices.DeleteFunc(s.forms, func(one string) bool { return one == form })
}

// keepPage lets a form whose answer is a page take the place of the last such: pages are large.
func (s *Session) keepPage(form string) {
	s.mu.Lock()
	last := s.paged
	s.paged = form
	s.mu.Unlock()
	if last != form {
		s.forget(last)
	}
}

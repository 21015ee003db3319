package auth

import (
	"slices"

	"zkweb/zkconn/znode"
)

// maxOnce is how many forms that have changed something a console session remembers.
const maxOnce = 100

// Answer is where a form has led that has changed something, and what that page says.
type Answer struct {
	To     string  // a URL
	Change *Change // nil if the page says it by itself
	Page   any     // the answer if it is no URL; nil for none
}

// sentForm is a form that was sent, with its answer.
type sentForm struct {
	over   chan struct{} // closed once the answer is known
	answer Answer
	err    error
}

// errUnmade is the error of a form whose change did not come to its end.
var errUnmade = &znode.Error{Kind: znode.Internal, Code: znode.CodeInternalFault}

// Once runs do once for each form. If the form is sent again, by a second click or from the
// browser's history, it waits for the first answer and returns that, with again set. A failure is
// not remembered: do then runs for the next one who sent the form. If the outcome is unknown, all
// who wait get that error. form identifies the form.
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

// remember makes room for a new form, which it returns as mine, or returns the same form that was
// sent before.
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

// forget drops a form, so that sending it again runs it again.
func (s *Session) forget(form string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sent, form)
	s.forms = slices.DeleteFunc(s.forms, func(one string) bool { return one == form })
}

// keepPage makes room for a form whose answer is a page, in place of the last one, since pages are
// large.
func (s *Session) keepPage(form string) {
	s.mu.Lock()
	last := s.paged
	s.paged = form
	s.mu.Unlock()
	if last != form {
		s.forget(last)
	}
}

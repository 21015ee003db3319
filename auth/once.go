package auth

import "zkweb/zkconn/znode"

// maxOnce is how many forms a console session remembers that have made something.
const maxOnce = 100

// sentForm is a form that was sent, and what it has made.
type sentForm struct {
	over chan struct{} // closed once it is known what became of it
	made string
	err  error
}

// errUnmade stays where what was to make something has not come to its end.
var errUnmade = &znode.Error{Kind: znode.Internal, Code: znode.CodeInternalFault}

// Once makes what a form asks for once: for a form that is sent again, by a second click or
// from the browser's history, it returns what the first has made, or waits for it. What was
// not made may be tried again. A form that is "" is another each time.
func (s *Session) Once(form string, make func() (made string, err error)) (string, error) {
	if form == "" {
		return make()
	}
	s.mu.Lock()
	if sent := s.sent[form]; sent != nil {
		s.mu.Unlock()
		<-sent.over
		return sent.made, sent.err
	}
	mine := s.remember(form)
	s.mu.Unlock()
	defer func() {
		if mine.err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			delete(s.sent, form)
		}
		close(mine.over)
	}()
	mine.made, mine.err = make()
	return mine.made, mine.err
}

// remember makes room for one more form. The caller holds mu.
func (s *Session) remember(form string) *sentForm {
	if s.sent == nil {
		s.sent = map[string]*sentForm{}
	}
	if s.forms = append(s.forms, form); len(s.forms) > maxOnce {
		delete(s.sent, s.forms[0])
		s.forms = s.forms[1:]
	}
	sent := &sentForm{over: make(chan struct{}), err: errUnmade}
	s.sent[form] = sent
	return sent
}

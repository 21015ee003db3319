package tree

// flight is one batch that is dealt with while the next is collected.
type flight struct {
	landed chan landing // nil while nothing is under way
}

type landing struct {
	err   error
	fault any // that do panicked with
}

// begin calls do in the background, once what was under way has ended. Where that
// failed do is not called.
func (f *flight) begin(do func() error) error {
	if err := f.wait(); err != nil {
		return err
	}
	landed := make(chan landing, 1)
	f.landed = landed
	go func() {
		l := landing{fault: "the batch ended its goroutine"}
		defer func() {
			if l.fault != nil {
				if fault := recover(); fault != nil {
					l.fault = fault
				}
			}
			landed <- l
		}()
		l = landing{err: do()}
	}()
	return nil
}

// wait returns when nothing is under way, with how it ended; a panic goes on here.
func (f *flight) wait() error {
	if f.landed == nil {
		return nil
	}
	l := <-f.landed
	f.landed = nil
	if l.fault != nil {
		panic(l.fault)
	}
	return l.err
}

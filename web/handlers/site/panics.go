package site

import (
	"fmt"
	"runtime/debug"
)

// Catch turns a panic into an error. Goroutines that a handler starts must defer it: the middleware
// does not recover them, and a panic would end the console for everybody.
func Catch(err *error) {
	if cause := recover(); cause != nil {
		*err = FaultOf(cause)
	}
}

// FaultOf returns the error for a panic, with its stack, for the log.
func FaultOf(cause any) error { return fmt.Errorf("panic: %v\n%s", cause, debug.Stack()) }

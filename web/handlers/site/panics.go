package site

import (
	"fmt"
	"runtime/debug"
)

// Catch is deferred by goroutines that a handler starts, where the middleware's
// recover does not reach: a panic there would end the console for everybody.
func Catch(err *error) {
	if cause := recover(); cause != nil {
		*err = FaultOf(cause)
	}
}

// FaultOf returns the error of a panic, with its stack, for the log.
func FaultOf(cause any) error { return fmt.Errorf("panic: %v\n%s", cause, debug.Stack()) }

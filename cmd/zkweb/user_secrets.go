package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"zkweb/auth/people"
	"zkweb/zkconn/session"
)

// The environment variables with secrets, for use without a terminal.
const (
	adminVariable    = "ZKWEB_ADMIN_CREDENTIALS" // user:password
	passwordVariable = "ZKWEB_NEW_PASSWORD"
)

// administratorCredentials returns the credentials from the environment, or asks for them; twice if
// nothing would show a typing error.
func administratorCredentials(ctx context.Context, twice bool) (session.Credentials, error) {
	user, password, ok := strings.Cut(os.Getenv(adminVariable), ":")
	if os.Getenv(adminVariable) != "" && !ok {
		return session.Credentials{}, usageError{fmt.Errorf("%s takes user:password", adminVariable)}
	}
	if !ok {
		terminal, err := openTerminal(adminVariable)
		if err != nil {
			return session.Credentials{}, err
		}
		if user, err = terminal.line(ctx, "Administrator's user name: "); err != nil {
			return session.Credentials{}, err
		}
		if password, err = terminal.secret(ctx, "Administrator's password: ", twice); err != nil {
			return session.Credentials{}, err
		}
	}
	credentials, err := session.Digest(user, password)
	return credentials, plainly(err)
}

// newPassword returns the password from the environment, or asks for it twice.
func newPassword(ctx context.Context, user string) (string, error) {
	password, ok := os.LookupEnv(passwordVariable)
	if !ok {
		terminal, err := openTerminal(passwordVariable)
		if err != nil {
			return "", err
		}
		if password, err = terminal.secret(ctx, fmt.Sprintf("New password for %s (at least %d characters): ", user, people.MinPasswordLength), true); err != nil {
			return "", err
		}
	}
	if utf8.RuneCountInString(password) < people.MinPasswordLength {
		return "", usageError{fmt.Errorf("the password is too short: it takes at least %d characters", people.MinPasswordLength)}
	}
	return password, nil
}

// terminal is where somebody types.
type terminal struct{ in int }

// openTerminal fails if there is no terminal; variable is named as the alternative.
func openTerminal(variable string) (terminal, error) {
	in := int(os.Stdin.Fd())
	if !term.IsTerminal(in) {
		return terminal{}, usageError{fmt.Errorf("there is no terminal to ask on; set %s instead", variable)}
	}
	return terminal{in}, nil
}

// line asks for a line, with echo.
func (t terminal) line(ctx context.Context, question string) (string, error) {
	return t.ask(ctx, question, readLine)
}

// readLine reads byte by byte, so that input that was typed ahead stays for the next question.
func readLine() ([]byte, error) {
	var typed []byte
	next := make([]byte, 1)
	for {
		n, err := os.Stdin.Read(next)
		switch {
		case n == 1 && next[0] == '\n':
			return bytes.TrimSuffix(typed, []byte("\r")), nil
		case n == 1:
			typed = append(typed, next[0])
		case err != nil:
			return nil, err
		}
	}
}

// secret asks for a line without echo, twice if asked to.
func (t terminal) secret(ctx context.Context, question string, twice bool) (string, error) {
	typed, err := t.hidden(ctx, question)
	if err != nil || !twice {
		return typed, err
	}
	again, err := t.hidden(ctx, "The same again: ")
	if err != nil {
		return "", err
	}
	if again != typed {
		return "", usageError{errors.New("the two are not the same; nothing was changed")}
	}
	return typed, nil
}

// hidden asks for a line without echo.
func (t terminal) hidden(ctx context.Context, question string) (string, error) {
	typed, err := t.ask(ctx, question, func() ([]byte, error) { return term.ReadPassword(t.in) })
	if ctx.Err() == nil {
		fmt.Fprintln(os.Stderr) // in place of the one that was typed
	}
	return typed, err
}

// ask runs read. If ctx is done first, it restores the echo.
func (t terminal) ask(ctx context.Context, question string, read func() ([]byte, error)) (string, error) {
	before, err := term.GetState(t.in)
	if err != nil {
		return "", err
	}
	type answer struct {
		typed []byte
		err   error
	}
	answered := make(chan answer, 1)
	fmt.Fprint(os.Stderr, question)
	go func() {
		typed, err := read()
		answered <- answer{typed, err}
	}()
	select {
	case got := <-answered:
		if errors.Is(got.err, io.EOF) {
			return "", errors.New("nothing was typed")
		}
		return string(got.typed), got.err
	case <-ctx.Done():
		fmt.Fprintln(os.Stderr)
		return "", errors.Join(errors.New("interrupted; nothing was changed"), term.Restore(t.in, before))
	}
}

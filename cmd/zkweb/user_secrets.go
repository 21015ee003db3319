package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"zkweb/auth"
	"zkweb/zkconn"
)

// Where secrets come from when nobody is there to type them.
const (
	adminVariable    = "ZKWEB_ADMIN_CREDENTIALS" // user:password
	passwordVariable = "ZKWEB_NEW_PASSWORD"
)

// administratorCredentials are taken from the environment or asked for; twice
// when nothing would show that they are mistyped.
func administratorCredentials(ctx context.Context, twice bool) (zkconn.Credentials, error) {
	user, password, ok := strings.Cut(os.Getenv(adminVariable), ":")
	if os.Getenv(adminVariable) != "" && !ok {
		return zkconn.Credentials{}, usageError{fmt.Errorf("%s takes user:password", adminVariable)}
	}
	if !ok {
		terminal, err := openTerminal(adminVariable)
		if err != nil {
			return zkconn.Credentials{}, err
		}
		if user, err = terminal.line("Administrator's user name: "); err != nil {
			return zkconn.Credentials{}, err
		}
		if password, err = terminal.secret(ctx, "Administrator's password: ", twice); err != nil {
			return zkconn.Credentials{}, err
		}
	}
	credentials, err := zkconn.Digest(user, password)
	return credentials, plainly(err)
}

// newPassword is taken from the environment or asked for twice.
func newPassword(ctx context.Context, user string) (string, error) {
	password, ok := os.LookupEnv(passwordVariable)
	if !ok {
		terminal, err := openTerminal(passwordVariable)
		if err != nil {
			return "", err
		}
		if password, err = terminal.secret(ctx, fmt.Sprintf("New password for %s (at least %d characters): ", user, auth.MinPasswordLength), true); err != nil {
			return "", err
		}
	}
	if utf8.RuneCountInString(password) < auth.MinPasswordLength {
		return "", usageError{fmt.Errorf("the password is too short: it takes at least %d characters", auth.MinPasswordLength)}
	}
	return password, nil
}

// terminal is where somebody types.
type terminal struct{ in int }

// openTerminal fails where nobody can be asked; variable is what to set then.
func openTerminal(variable string) (terminal, error) {
	in := int(os.Stdin.Fd())
	if !term.IsTerminal(in) {
		return terminal{}, usageError{fmt.Errorf("there is no terminal to ask on; set %s instead", variable)}
	}
	return terminal{in}, nil
}

// line asks for a line that may be seen. It reads byte by byte, so that nothing
// that is typed ahead gets lost before the next question.
func (t terminal) line(question string) (string, error) {
	fmt.Fprint(os.Stderr, question)
	var typed []byte
	next := make([]byte, 1)
	for {
		n, err := os.Stdin.Read(next)
		switch {
		case n == 1 && next[0] == '\n':
			return strings.TrimSuffix(string(typed), "\r"), nil
		case n == 1:
			typed = append(typed, next[0])
		case errors.Is(err, io.EOF):
			return "", errors.New("nothing was typed")
		case err != nil:
			return "", err
		}
	}
}

// secret asks for what nobody may see, a second time if need be.
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

// hidden reads a line without echo. It puts the echo back when ctx ends before
// the line does.
func (t terminal) hidden(ctx context.Context, question string) (string, error) {
	before, err := term.GetState(t.in)
	if err != nil {
		return "", err
	}
	type line struct {
		text []byte
		err  error
	}
	read := make(chan line, 1)
	fmt.Fprint(os.Stderr, question)
	go func() {
		text, err := term.ReadPassword(t.in)
		read <- line{text, err}
	}()
	select {
	case got := <-read:
		fmt.Fprintln(os.Stderr)
		return string(got.text), got.err
	case <-ctx.Done():
		fmt.Fprintln(os.Stderr)
		return "", errors.Join(errors.New("interrupted; nothing was changed"), term.Restore(t.in, before))
	}
}

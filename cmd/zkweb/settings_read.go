package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/peterbourgon/ff/v3"
)

const (
	configFlag = "config"
	envPrefix  = "ZKWEB"
	// envSeparator parts the values of one variable; commas are inside them.
	envSeparator = ";"
)

// readSettings reads the flags, the environment and the file that --config
// names; the earlier wins. The error is a usageError, or flag.ErrHelp after
// the help was printed.
func readSettings(arguments []string) (*settings, error) {
	s := &settings{told: map[string]string{}}
	flags := flag.NewFlagSet("zkweb", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {} // the error says it
	file := flags.String(configFlag, "", "")

	var refused error
	for _, setting := range s.list() {
		define := flags.Func
		if setting.isSwitch() {
			define = flags.BoolFunc
		}
		define(setting.name, "", func(value string) error {
			s.tell(setting.name, value)
			if err := setting.set(value); err != nil {
				refused = refuse(setting.name, value, setting.takes, err)
			}
			return refused
		})
	}
	err := ff.Parse(flags, arguments,
		ff.WithEnvVarPrefix(envPrefix), ff.WithEnvVarSplit(envSeparator),
		ff.WithConfigFileFlag(configFlag), ff.WithConfigFileParser(parseSettingsFile))
	if err != nil {
		return nil, explain(err, refused, *file)
	}
	if flags.NArg() > 0 {
		return nil, usageError{fmt.Errorf("%q is no flag; zkweb --help lists them", flags.Arg(0))}
	}
	return s, s.preset()
}

// tell remembers a value; those of a repeated flag stand side by side.
func (s *settings) tell(name, value string) {
	if earlier, ok := s.told[name]; ok {
		value = earlier + envSeparator + value
	}
	s.told[name] = value
}

// preset gives the settings that were left out their values.
func (s *settings) preset() error {
	for _, setting := range s.list() {
		if _, given := s.told[setting.name]; given {
			continue
		}
		s.tell(setting.name, setting.preset)
		if err := setting.set(setting.preset); err != nil {
			return fmt.Errorf("the preset value of --%s: %w", setting.name, err)
		}
	}
	return nil
}

// explain makes one line of an error of ff.Parse.
func explain(err, refused error, file string) error {
	if refused != nil {
		return usageError{refused}
	}
	if errors.Is(err, flag.ErrHelp) {
		printFlags(os.Stdout)
		return flag.ErrHelp
	}
	if told, ok := strings.CutPrefix(err.Error(), "error parsing commandline arguments: "); ok {
		return usageError{fmt.Errorf("%s; zkweb --help lists the flags", told)}
	}
	return usageError{refuse(configFlag, file, "the name of a YAML file whose keys are the flags' names", err)}
}

func refuse(name, value, takes string, why error) error {
	return fmt.Errorf("--%s %q cannot be used: it takes %s (%s)", name, value, takes, oneLine(why))
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

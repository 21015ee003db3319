package settings

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Command describes the command line of a command.
type Command struct {
	Name      string // such as "user add"
	Arguments string // arguments beside flags, as help shows them, such as "NAME"; "" for none
	Does      string
	Settings  []Setting
	// Whole is true if a file may hold only this command's settings. Other commands read theirs
	// from the console's file, and ignore the rest.
	Whole bool
}

// Given is the result of Read.
type Given struct {
	Arguments []string          // the arguments beside the flags
	Values    map[string]string // by the setting's name, given or default; several values are joined by ";"

	file   string             // the file that was read; "" for none
	inFile map[string][]value // values from the file, by the setting's name
}

// Read finds the values of all settings and calls their Set functions, in the order of Settings.
// Each error is one line about what was given, or flag.ErrHelp if help was asked for.
func (c Command) Read(arguments []string) (Given, error) {
	flags, others, err := c.parse(arguments)
	if err != nil {
		return Given{}, err
	}
	sources := []source{flags, environment(c.Settings)}
	if file := c.file(sources); file != "" {
		fromFile, err := c.readFile(file)
		if err != nil {
			return Given{}, Refuse(ConfigFlag, file, "the name of a YAML file whose keys are the flags' names", err)
		}
		sources = append(sources, fromFile)
	}
	given := Given{Arguments: others, Values: map[string]string{}, file: c.file(sources), inFile: map[string][]value{}}
	for _, setting := range c.Settings {
		values, err := setting.apply(sources)
		if err != nil {
			return Given{}, err
		}
		if from := setting.source(sources); from != nil && from == &sources[len(sources)-1] {
			given.inFile[setting.Name] = from.values[setting.Name]
		}
		given.Values[setting.Name] = strings.Join(values, separator)
	}
	return given, nil
}

// source is a place where values come from.
type source struct {
	name   func(Setting) string // of a setting in this source; nil for the command line
	values map[string][]value   // by the setting's name
}

// value is one value of a setting.
type value struct {
	text string
	line int // in the file; 0 for other sources
}

// values returns values without a line.
func values(texts ...string) []value {
	all := make([]value, len(texts))
	for i, text := range texts {
		all[i].text = text
	}
	return all
}

// apply sets the values from the first source that has any, or the default.
func (s Setting) apply(sources []source) ([]string, error) {
	if source := s.source(sources); source != nil {
		given := source.values[s.Name]
		if len(given) > 1 && !s.Many {
			return nil, source.blame(s, given[1], fmt.Errorf("--%s is given %d times and takes one value", s.Name, len(given)))
		}
		texts := make([]string, len(given))
		for i, one := range given {
			texts[i] = one.text
			if err := s.Set(one.text); err != nil {
				return nil, Refuse(s.Name, one.text, s.Takes, source.blame(s, one, err))
			}
		}
		return texts, nil
	}
	if s.Default == "" {
		return nil, nil
	}
	if err := s.Set(s.Default); err != nil {
		return nil, Refuse(s.Name, s.Default, s.Takes, fmt.Errorf("%w; the value is the default", err))
	}
	return []string{s.Default}, nil
}

// source returns the first source that has values of the setting; nil if none has.
func (s Setting) source(sources []source) *source {
	for i := range sources {
		if _, ok := sources[i].values[s.Name]; ok {
			return &sources[i]
		}
	}
	return nil
}

// named matches the setting, and the value, that the text of an error is about.
var named = regexp.MustCompile(`--([a-z-]+)(?: ("[^"]*"))?`)

// Blame adds the line in the file to an error about a setting that was found after Read.
func (g Given) Blame(err error) error {
	for _, match := range named.FindAllStringSubmatch(err.Error(), -1) {
		for _, one := range g.inFile[match[1]] {
			if one.line > 0 && (match[2] == "" || match[2] == strconv.Quote(withoutLogin(one.text))) {
				return fmt.Errorf("%w; --%s is from %s, line %d", err, match[1], g.file, one.line)
			}
		}
	}
	return err
}

// blame adds to an error where the value comes from.
func (s source) blame(setting Setting, given value, err error) error {
	switch {
	case s.name == nil:
		return err
	case given.line > 0:
		return fmt.Errorf("%w; the value is from %s, line %d", err, s.name(setting), given.line)
	}
	return fmt.Errorf("%w; the value is from %s", err, s.name(setting))
}

// parse parses the command line, in which flags and other arguments may mix.
func (c Command) parse(arguments []string) (source, []string, error) {
	found, others := map[string][]value{}, []string(nil)
	flags := c.flagSet(found)
	for {
		err := flags.Parse(arguments)
		if errors.Is(err, flag.ErrHelp) {
			return source{}, nil, err
		}
		if err != nil {
			return source{}, nil, fmt.Errorf("%s; zkweb %s --help lists the flags", plainly(err), c.Name)
		}
		if flags.NArg() == 0 {
			break
		}
		others = append(others, flags.Arg(0))
		arguments = flags.Args()[1:]
	}
	if wanted := len(strings.Fields(c.Arguments)); len(others) > wanted {
		return source{}, nil, fmt.Errorf("zkweb %s takes no %q; zkweb %[1]s --help says what it takes", c.Name, others[wanted])
	} else if len(others) < wanted {
		return source{}, nil, fmt.Errorf("zkweb %s takes %s; zkweb %[1]s --help says more", c.Name, c.Arguments)
	}
	return source{values: found}, others, nil
}

// plainly returns the message of an error of package flag in this package's style.
func plainly(err error) string {
	return strings.NewReplacer(
		"flag provided but not defined: -", "there is no flag --",
		"flag needs an argument: -", "a value is missing after --",
	).Replace(OneLine(err))
}

// flagSet returns flags that collect their values in found.
func (c Command) flagSet(found map[string][]value) *flag.FlagSet {
	flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {} // the error says enough
	define := func(name string, isSwitch bool) {
		add := func(text string) error {
			found[name] = append(found[name], value{text: text})
			return nil
		}
		if isSwitch {
			flags.BoolFunc(name, "", add)
		} else {
			flags.Func(name, "", add)
		}
	}
	for _, setting := range c.Settings {
		define(setting.Name, setting.Form == "")
	}
	if c.readsFile() {
		define(ConfigFlag, false)
	}
	return flags
}

// readsFile reports whether the command has settings that a file can hold.
func (c Command) readsFile() bool {
	return slices.ContainsFunc(c.Settings, func(s Setting) bool { return !s.OneRun })
}

// environment reads the environment variables. An empty one counts as unset.
func environment(known []Setting) source {
	found := map[string][]value{}
	for _, setting := range known {
		text := os.Getenv(setting.Variable())
		switch {
		case text == "" || setting.OneRun:
		case setting.Many:
			found[setting.Name] = values(strings.Split(text, separator)...)
		default:
			found[setting.Name] = values(text)
		}
	}
	return source{Setting.Variable, found}
}

// file returns the name of the settings file; "" for none.
func (c Command) file(sources []source) string {
	if !c.readsFile() {
		return ""
	}
	if given := sources[0].values[ConfigFlag]; len(given) > 0 {
		return given[len(given)-1].text
	}
	return os.Getenv(Setting{Name: ConfigFlag}.Variable())
}

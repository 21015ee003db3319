package settings

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// PrintHelp prints what the command does, its arguments and its flags.
func (c Command) PrintHelp(w io.Writer) {
	usage := strings.Join(strings.Fields("zkweb "+c.Name+" "+c.Arguments), " ")
	if len(c.Settings) > 0 {
		usage += " [FLAGS]"
	}
	fmt.Fprintf(w, "Usage: %s\n\n%s\n", usage, c.Does)
	c.PrintFlags(w)
}

// PrintFlags prints a table of the command's flags, and where else their values may be set. It
// prints nothing for a command without flags.
func (c Command) PrintFlags(w io.Writer) {
	if len(c.Settings) == 0 {
		return
	}
	fmt.Fprintln(w, "\nFlags:")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, setting := range c.Settings {
		fmt.Fprintf(table, "  %s\t%s", setting.Usage(), setting.Does)
		if setting.Default != "" {
			fmt.Fprintf(table, " (%s)", setting.Default)
		}
		if setting.OneRun && c.readsFile() {
			fmt.Fprint(table, " [flag only]")
		}
		fmt.Fprintln(table)
	}
	if c.readsFile() {
		fmt.Fprintf(table, "  --%s FILE\ta YAML file with the flags' names as keys\n", ConfigFlag)
	}
	_ = table.Flush() // like fmt.Fprint, it ignores errors: there is nobody to tell
	if c.readsFile() {
		fmt.Fprint(w, `
A flag can also be an environment variable, such as ZKWEB_CLUSTER for --cluster,
or a key of the file. A flag wins over the environment, the environment over the
file. Several values: repeat the flag, separate them by ";" in the variable,
write a list in the file.
`)
		if keys := c.sectionKeys(); c.Whole && len(keys) > 0 {
			fmt.Fprintf(w, "In the file, each cluster may have a section of its own, %s: NAME: with the keys\n%s.\n", sectionsKey, strings.Join(keys, ", "))
		}
	}
}

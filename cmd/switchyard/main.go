// Command switchyard reads support tickets and says what they are: it serves
// decisions over HTTP, triages files, and trains and measures the models.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set by the build.
var version = "dev"

// commands are the verbs, one file each.
type commands struct {
	Train    trainCommand     `cmd:"" help:"Fit a model on labelled rows and write its bundle."`
	Eval     evalCommand      `cmd:"" help:"Measure a bundle on labelled rows."`
	Certify  certifyCommand   `cmd:"" help:"Find from which probability answers may be applied without a human, and seal that into a bundle."`
	Serve    serveCommand     `cmd:"" help:"Answer over HTTP."`
	Triage   triageCommand    `cmd:"" help:"Decide rows in bulk, a decision a line, or show what one text gets."`
	Redact   redactCommand    `cmd:"" help:"Replace personal data in rows by typed slots: JSONL in, JSONL out."`
	Export   exportCommand    `cmd:"" help:"Write the history of a desk to a file, one line a ticket, redacted."`
	Import   importCommand    `cmd:"" help:"Take in a history: of Switchyard, Zendesk, Freshdesk, Zammad, or a table."`
	Report   reportCommand    `cmd:"" help:"Tell what a history holds and what could be made of it: labels, models, people, routing."`
	Retrain  retrainCommand   `cmd:"" help:"Learn from a desk's tickets, and let what is proven better challenge the model that answers."`
	Erase    eraseCommand     `cmd:"" help:"Take all that is known of somebody who writes in out of a desk, for good."`
	Simulate simulateCommand  `cmd:"" help:"Compare routing policies on simulated desks."`
	Decision decisionCommand  `cmd:"" help:"Make decisions of routing again, as they were or by other settings."`
	Models   modelsCommand    `cmd:"" help:"Show or verify bundles, and list, promote or roll back what a desk has trained."`
	Audit    auditCommand     `cmd:"" help:"Check the log of every change."`
	Version  kong.VersionFlag `help:"Print the version and exit."`
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run is main with everything it touches as arguments. It gives the exit
// code: 0 done, 1 failed, 2 misused, 3 refused, 130 interrupted.
func run(ctx context.Context, args []string, io streams) (code int) {
	var cmds commands
	exited := -1
	parser, err := kong.New(&cmds,
		kong.Name("switchyard"),
		kong.Description("Reads support tickets and says what they are, how urgent, in which language and how angry."),
		kong.Vars{"version": version, "cores": strconv.Itoa(runtime.NumCPU())},
		kong.Writers(io.out, io.err),
		kong.Exit(func(c int) { exited = c }), // --help and --version
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(io.err, "switchyard:", err)
		return 1
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintln(io.err, "switchyard:", err, "(see switchyard --help)")
		return 2
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(io); err != nil {
		if errors.Is(err, context.Canceled) && ctx.Err() != nil {
			fmt.Fprintln(io.err, "switchyard: interrupted, nothing was left half-written")
			return 130
		}
		fmt.Fprintln(io.err, "switchyard:", err)
		if own := (exitError{}); errors.As(err, &own) {
			return own.code
		}
		return 1
	}
	return 0
}

package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"teamwright/steps/answers"
	"teamwright/steps/totara"
	"teamwright/steps/wholefile"
)

func (p *program) totaraCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "totara",
		Short: "The Totara side: its settings by hand or by machine, its own checklist",
		Long: `totara sets up Totara's side of the Teams app. With totara.via: exec it writes
into Totara by itself; with totara.via: hand it gives you a sheet of every
value. Nobody signs in to Microsoft for it.

See teamwright help totara.`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return usage(errors.New("totara what: sheet, apply or check?")) },
	}
	var form sheetForm
	sheet := &cobra.Command{
		Use: "sheet", Short: "Every value to enter, in the order of Totara's pages; no secret", Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return p.totaraSheet(form) },
	}
	sheet.Flags().BoolVar(&form.markdown, "markdown", false, "as a Markdown list to tick off")
	sheet.Flags().BoolVar(&form.html, "html", false, "as one page to print")
	cmd.AddCommand(sheet,
		&cobra.Command{
			Use: "apply", Short: "Write what differs into Totara, then ask its own checklist", Args: noArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return p.totaraApply(cmd.Context()) },
		},
		&cobra.Command{
			Use: "check", Short: "Totara's own 21 rows and ours, read only; --out writes Totara's own package", Args: noArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return p.totaraCheck(cmd.Context()) },
		})
	return cmd
}

// sheetForm are the flags of totara sheet.
type sheetForm struct{ markdown, html bool }

func (p *program) totaraSheet(form sheetForm) error {
	if form.markdown && form.html || p.flags.json && (form.markdown || form.html) {
		return usage(errors.New("--markdown, --html and --json are forms of one answer: choose one"))
	}
	file, err := p.load()
	if err != nil {
		return err
	}
	a := p.effective(file)
	if err := p.need(file, a, nil, answers.PartBranding); err != nil {
		return err
	}
	cloud, err := p.totaraCloud(a)
	if err != nil {
		return err
	}
	sheet := totara.NewSheet(a, cloud.Authority)
	text := sheet.Text()
	switch {
	case p.flags.json:
		return p.document(sheet)
	case form.markdown:
		text = sheet.Markdown()
	case form.html:
		if text, err = sheet.HTML(); err != nil {
			return err
		}
	}
	if p.flags.out != "" {
		return wholefile.Replace(p.flags.out, text, 0o644)
	}
	_, err = p.Out.Write(text)
	return err
}

func (p *program) totaraCheck(ctx context.Context) error {
	j, err := p.totaraJob(p.front(), false)
	if err != nil {
		return err
	}
	defer j.Close()
	if err := j.assemble(); err != nil {
		return err
	}
	ended := j.look(ctx)
	if p.flags.out != "" && ctx.Err() == nil {
		if err := j.savePackage(p.flags.out); err != nil {
			return err
		}
	}
	return ended
}

// savePackage writes the package that Totara itself makes.
func (s *settling) savePackage(path string) error {
	if s.side.Site == nil {
		return usage(errors.New("--out: only with totara.via: exec can Totara's own package be fetched; download it at " + s.answers.Addresses().Checklist))
	}
	pkg, err := s.side.Site.Package()
	if err != nil {
		return err
	}
	zip, err := pkg.Zip()
	if err != nil {
		return err
	}
	if err := wholefile.Replace(path, zip, 0o644); err != nil {
		return err
	}
	s.front.Say("Totara's own app package: " + path)
	return nil
}

func (p *program) totaraApply(ctx context.Context) (err error) {
	front := p.screen()
	defer func() { err = errors.Join(err, front.Close()) }()
	j, err := p.totaraJob(front, true)
	if err != nil {
		return err
	}
	defer j.Close()
	return j.rounds(ctx, func() (round, error) { return round{attended: true}, j.assemble() })
}

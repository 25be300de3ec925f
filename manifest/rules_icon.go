package manifest

import (
	"fmt"

	"teamwright/manifest/icon"
	"teamwright/manifest/schema"
)

// iconRules are about the pictures.
func iconRules() []Rule {
	return []Rule{
		{
			Code: "InvalidColorIconHeightAndWidth", Severity: Error, Target: "icons.color", Asks: "the colour icon is a PNG of 192×192 pixels",
			Fix: "make it from the logo", Source: srcPublish, check: checkSize("color", icon.ColorSide),
		},
		{
			Code: "InvalidOutlineIconHeightAndWidth", Severity: Error, Target: "icons.outline", Asks: "the outline icon is a PNG of 32×32 pixels",
			Fix: "make it from the logo", Source: srcPublish, check: checkSize("outline", icon.OutlineSide),
		},
		{
			Code: "InvalidColor32x32IconHeightAndWidth", Severity: Error, Target: "icons.color32x32", Asks: "the small colour icon is a PNG of 32×32 pixels",
			Fix: "make it from the logo, or leave it out", Source: srcPublish, check: checkSize("color32x32", icon.OutlineSide),
		},
		{
			Code: "InvalidOutlineIconTransparency", Severity: Error, Target: "icons.outline", Asks: "every pixel of the outline icon is fully clear or pure white",
			Fix: "make every visible pixel white and keep its opacity", Source: srcPublish,
			check: picture("outline", func(at spot, i icon.Info, report reporter) {
				if i.Tinted != nil {
					report(at, fmt.Sprintf("the pixel %d,%d of the outline icon is %s (alpha,red,green,blue), neither clear nor white", i.Tinted.X, i.Tinted.Y, i.Tinted.ARGB()),
						value(i.Tinted.ARGB()))
				}
			}),
		},
		{
			Code: "outline-has-no-shape", Severity: Warning, Target: "icons.outline", Asks: "the outline icon shows a shape that fills it, neither nothing nor a full square",
			Fix: "make it from a logo on clear ground", Source: srcPackage,
			check: picture("outline", func(at spot, i icon.Info, report reporter) {
				switch {
				case !i.Pixels || i.Tinted != nil:
				case i.Visible.Empty() || i.Full:
					report(at, "the outline icon shows no shape")
				case 2*max(i.Visible.Dx(), i.Visible.Dy()) < i.Width:
					report(at, fmt.Sprintf("the shape of the outline icon has %d×%d of %d×%d pixels", i.Visible.Dx(), i.Visible.Dy(), i.Width, i.Height))
				}
			}),
		},
		{
			Code: "color-icon-without-padding", Severity: Warning, Target: "icons.color", Asks: "a symbol on clear ground keeps away from the edges of the colour icon",
			Fix: "leave about 48 pixels free around the symbol", Source: srcPackage,
			check: picture("color", func(at spot, i icon.Info, report reporter) {
				v := i.Visible
				if i.Pixels && !i.Opaque && !v.Empty() && v.Min.X == 0 && v.Min.Y == 0 && v.Max.X == i.Width && v.Max.Y == i.Height && i.ClearCorners {
					report(at, "the symbol of the colour icon touches every edge")
				}
			}),
		},
	}
}

// picture is a check of one icon that could be looked at.
func picture(name string, check func(spot, icon.Info, reporter)) func(*subject, reporter) {
	return func(s *subject, report reporter) {
		at := s.at("icons", name)
		if info, there := s.icons[at.text()]; there {
			check(at, info, report)
		}
	}
}

func checkSize(name string, side int) func(*subject, reporter) {
	return picture(name, func(at spot, i icon.Info, report reporter) {
		file := schema.Printable(at.text())
		switch {
		case i.Format == "":
			report(at, fmt.Sprintf("%s is no picture", file), value("no picture"))
		case i.Format != "PNG":
			report(at, fmt.Sprintf("%s is a %s picture, not a PNG", file, i.Format), value(i.Format))
		case i.Broken != "":
			report(at, fmt.Sprintf("%s cannot be read: %s", file, i.Broken), value("broken"))
		case i.Width != side || i.Height != side:
			report(at, fmt.Sprintf("%s has %d×%d pixels, not %d×%d", file, i.Width, i.Height, side, side), value(fmt.Sprintf("%d×%d", i.Width, i.Height)))
		}
	})
}

// Package icon makes the two icons of a Teams app from any one picture, and
// judges the ones that a package holds.
//
// Teams wants color.png at exactly 192×192 pixels, and outline.png at exactly
// 32×32 pixels in which every pixel is either fully clear or pure white at any
// opacity. One tinted pixel at the edge of a scaled logo is enough for a
// refusal, so the outline is never scaled from colours: it is made from a mask.
//
// It promises that the same picture gives the same bytes, that nothing is read
// beyond the limits below, and that a picture that cannot be used gives an
// [*Error] whose sentence says what to do. It reads PNG, JPEG, GIF (its first
// frame) and WebP; it looks at the header before it reads a single pixel.
//
//	color, err := icon.Color(logo, "#0B5CAB")
//	outline, err := icon.Outline(logo)
package icon

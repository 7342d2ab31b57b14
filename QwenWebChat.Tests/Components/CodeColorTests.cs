using System.Text.RegularExpressions;
using MudBlazor;
using MudBlazor.Utilities;
using QwenWebChat.App.Components.Layout;

namespace QwenWebChat.Tests.Components;

/// <summary>The colours of code can be read in both themes.</summary>
public sealed partial class CodeColorTests
{
    [Fact]
    public void Colours_OnTheirSurface_HaveAContrastOfFourAndAHalf()
    {
        string style = File.ReadAllText(Path.Combine(BuiltApp.Repository, "wwwroot", "css", "tokens.css"));
        string[] themes = style.Split(":root[data-theme='dark']");

        AssertReadable(themes[0], AppTheme.Light.PaletteLight);
        AssertReadable(themes[1], AppTheme.Dark.PaletteDark);
    }

    [GeneratedRegex("--tk-[a-z]+: (#[0-9a-f]{6})")]
    private static partial Regex Colour();

    private static void AssertReadable(string style, Palette palette)
    {
        string[] colours = [.. Colour().Matches(style).Select(match => match.Groups[1].Value), palette.Success.Value[..7], palette.Error.Value[..7]];

        Assert.Equal(9, colours.Length);
        Assert.All(colours, colour => Assert.True(Contrast(new MudColor(colour), palette.Surface) >= 4.5, colour));
    }

    // WCAG 2's definition.
    private static double Contrast(MudColor one, MudColor other)
    {
        (double a, double b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(MudColor colour) => (0.2126 * Linear(colour.R)) + (0.7152 * Linear(colour.G)) + (0.0722 * Linear(colour.B));

    private static double Linear(byte channel) => channel <= 10 ? channel / 255.0 / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);
}

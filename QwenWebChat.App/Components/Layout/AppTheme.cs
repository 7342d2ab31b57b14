using MudBlazor;

namespace QwenWebChat.App.Components.Layout;

/// <summary>The single definition of colors, fonts and shapes. Style sheets use them as MudBlazor's variables.</summary>
internal static class AppTheme
{
    // Without quotes: MudBlazor adds them around names of several words.
    private static readonly string[] Family = ["system-ui", "Segoe UI", "Roboto", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "sans-serif"];

    public static readonly MudTheme Light = Create(":root");

    public static readonly MudTheme Dark = Create(":root[data-theme='dark']");

    private static MudTheme Create(string scope) => new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#4f46e5",
            PrimaryContrastText = "#ffffff",
            Background = "#fafafa",
            BackgroundGray = "#f3f4f6",
            Surface = "#ffffff",
            AppbarBackground = "#fafafa",
            AppbarText = "#111827",
            DrawerBackground = "#ffffff",
            DrawerText = "#111827",
            DrawerIcon = "#4b5563",
            TextPrimary = "#111827",
            TextSecondary = "#6b7280",
            TextDisabled = "#9ca3af",
            ActionDefault = "#4b5563",
            ActionDisabled = "#9ca3af",
            ActionDisabledBackground = "#e5e7eb",
            LinesDefault = "#e5e7eb",
            LinesInputs = "#d1d5db",
            Divider = "#e5e7eb",
            TableLines = "#e5e7eb",
            Success = "#15803d",
            Warning = "#b45309",
            Error = "#b91c1c",
            Info = "#4f46e5",
            Dark = "#1f2937",
            DarkContrastText = "#ffffff",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8b8cf9",
            PrimaryContrastText = "#0f1115",
            Background = "#0f1115",
            BackgroundGray = "#1e222b",
            Surface = "#171a21",
            AppbarBackground = "#0f1115",
            AppbarText = "#e6e8ee",
            DrawerBackground = "#13161c",
            DrawerText = "#e6e8ee",
            DrawerIcon = "#9aa3b2",
            TextPrimary = "#e6e8ee",
            TextSecondary = "#9aa3b2",
            TextDisabled = "#5b6372",
            ActionDefault = "#9aa3b2",
            ActionDisabled = "#5b6372",
            ActionDisabledBackground = "#272b34",
            LinesDefault = "#272b34",
            LinesInputs = "#3a404c",
            Divider = "#272b34",
            TableLines = "#272b34",
            Success = "#4ade80",
            Warning = "#fbbf24",
            Error = "#f87171",
            Info = "#8b8cf9",
            Dark = "#e6e8ee",
            DarkContrastText = "#0f1115",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = CreateTypography(),
        PseudoCss = new PseudoCss { Scope = scope },
    };

    private static Typography CreateTypography() => new()
    {
        Default = new DefaultTypography { FontFamily = Family, FontSize = "0.9375rem", LineHeight = "1.6", LetterSpacing = "normal" },
        H1 = new H1Typography { FontFamily = Family, FontSize = "1.25rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "-0.01em" },
        H2 = new H2Typography { FontFamily = Family, FontSize = "1rem", FontWeight = "600", LineHeight = "1.5", LetterSpacing = "normal" },
        Body1 = new Body1Typography { FontFamily = Family, FontSize = "0.9375rem", LineHeight = "1.6", LetterSpacing = "normal" },
        Body2 = new Body2Typography { FontFamily = Family, FontSize = "0.8125rem", LineHeight = "1.5", LetterSpacing = "normal" },
        Button = new ButtonTypography { FontFamily = Family, FontSize = "0.875rem", FontWeight = "500", LineHeight = "1.5", LetterSpacing = "normal", TextTransform = "none" },
        Caption = new CaptionTypography { FontFamily = Family, FontSize = "0.8125rem", LineHeight = "1.5", LetterSpacing = "normal" },
    };
}

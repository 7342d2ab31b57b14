using Microsoft.Extensions.Localization;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Components.Shared;

/// <summary>The script that serves rendered Markdown: the buttons of code blocks, formulas and diagrams.</summary>
internal static class MarkdownScript
{
    public const string Path = "js/markdown.js";

    /// <summary>Returns the texts of the script, and tells it whether formulas and diagrams can be drawn.</summary>
    public static object TextsOf(IStringLocalizer<UiText> text) => new
    {
        copied = text["Copied"].Value,
        copyFailed = text["CopyFailed"].Value,
        diagram = text["Diagram"].Value,
        diagramFailed = text["DiagramFailed"].Value,
        mathFailed = text["MathFailed"].Value,
        isRich = RestoredScripts.IsAvailable,
    };
}

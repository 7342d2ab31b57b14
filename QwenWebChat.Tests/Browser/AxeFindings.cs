using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>
/// Runs axe-core in a page. The page itself picks what is asked for: the whole result, which describes every element that
/// passes, is megabytes that would go through Chromium, Playwright and this process.
/// </summary>
internal static class AxeFindings
{
    private const string Run =
        """
        async ({ element, tags }) => {
          const result = await axe.run(element ?? document, { resultTypes: ['violations'], ...(tags && { runOnly: { type: 'tag', values: tags } }) });
          return result.violations
            .filter(finding => finding.impact === 'serious' || finding.impact === 'critical')
            .map(finding => `${finding.id} (${finding.impact}): ${finding.nodes.slice(0, 3).map(node => node.html).join(' | ')}`);
        }
        """;

    private static readonly Lazy<string> Script = new(() => new BundledAxeScriptProvider().GetScript());

    /// <summary>The serious and critical violations, one line each.</summary>
    /// <param name="tags">The tags of the rules to apply; every rule if null.</param>
    /// <param name="element">A selector of the only element to look at; the whole page if null.</param>
    public static async Task<string[]> FindAxeViolationsAsync(this IPage page, string[]? tags = null, string? element = null)
    {
        if (await page.EvaluateAsync<bool>("() => window.axe === undefined"))
        {
            await page.EvaluateAsync(Script.Value);
        }

        return await page.EvaluateAsync<string[]>(Run, new { element, tags });
    }
}

namespace QwenWebChat.Tests.Browser;

/// <summary>An answer with everything in it.</summary>
internal static class RichAnswer
{
    public const string Text =
        """
        # A title
        #### A heading that would skip

        Some **bold**, ~~gone~~, `code`, a link to https://example.com, a note[^1], the price of $5 and $6, and $e^{i\pi} + 1 = 0$.

        $$
        \int_0^\infty e^{-x^2}\,dx
        = \frac{\sqrt{\pi}}{2}
        $$

        - [x] done
        - [ ] open

        | Country | Capital | Population | Area | Density | Currency | Language | Domain |
        | :-- | :-: | --: | --: | --: | --- | --- | --- |
        | Switzerland | Bern | 8,902,308 | 41,285 | 216 | Swiss franc | German, French | .ch |
        | 日本 | 东京 | 124,516,650 | 377,975 | 330 | 日元 | 日语 | .jp |

        ```csharp
        // Says hello, at a length that needs to be scrolled sideways on a phone and maybe even on a desktop: see?
        public sealed class Greeter(string name)
        {
            private const int Times = 3;

            public string Greet() => $"Hello, {name}, {Times} times";
        }
        ```

        1. In a list:

           ```yaml
           key: value # comment
           ```
        2. And more

        ```mermaid
        flowchart LR
          A[Question] --> B{Known?}
          B -->|yes| C[Answer]
          B -->|no| D[Search]
          D --> C
        ```

        > A quotation with \(a^2 + b^2\) in it.

        [^1]: The note itself.
        """;

    /// <summary>What must stay text; each would say so by setting <c>window.broken</c>.</summary>
    public const string Hostile =
        """
        <script>window.broken = 1</script> <img src=x onerror="window.broken = 2"> [link](javascript:window.broken=3) [data](data:text/html,<script>window.broken=4</script>)

        <svg onload="window.broken = 5"><style>* { display: none }</style></svg> <math><mtext><style><img src=x onerror="window.broken=6"></style></mtext></math>

        $\href{javascript:window.broken=7}{x} \htmlData{a=b}{y} \includegraphics{https://example.com/x.png}$ and $\def\a{\a\a}\a$ and $\rule{100000em}{100000em}$

        ```mermaid
        %%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "* { display: none !important }"}}%%
        flowchart LR
          A["<img src=x onerror='window.broken=8'>"] --> B["<script>window.broken=9</script>"]
          click A "javascript:window.broken=10"
          click B call alert()
        ```

        ```mermaid
        this is no diagram <img src=x onerror="window.broken=11">
        ```

        ```html
        <script>window.broken = 12</script>
        ```

        > > > \u202e\u0000 z̵̡͓͉a̵̢͍l̶̨͙g̸̥o
        """;
}

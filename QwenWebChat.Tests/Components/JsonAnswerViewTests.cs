using Bunit;
using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Components;

/// <summary>Answers of a chat whose output format is JSON.</summary>
public sealed class JsonAnswerViewTests
{
    private const string Product = """{"product": "Mate 60 Pro", "color": "黑色", "budget": 8000, "tags": ["a", "b"], "left": null}""";

    [Theory]
    [InlineData("en", "object (5)", "list (2)")]
    [InlineData("zh-Hans", "对象（5）", "列表（2）")]
    public async Task Answer_Json_IsATreeOfItsValues(string culture, string root, string list)
    {
        await using UiContext ui = new(culture);
        IRenderedComponent<AssistantMessage> answer = Show(ui, Product);

        Assert.Equal([root, $"tags {list}"], answer.FindAll("[data-testid=json-fold]").Select(Words));
        Assert.Equal(["Mate 60 Pro", "黑色", "8000", "a", "b", "null"], answer.FindAll("[data-testid=json-value]").Select(value => value.TextContent));
        Assert.Equal(["product", "color", "budget", "tags", "1", "2", "left"], answer.FindAll(".json-name").Select(name => name.TextContent));
    }

    [Fact]
    public async Task Fold_Clicked_HidesAndShowsWhatIsInIt()
    {
        await using UiContext ui = new();
        IRenderedComponent<AssistantMessage> answer = Show(ui, Product);
        Assert.All(answer.FindAll("[data-testid=json-fold]"), fold => Assert.Equal("true", fold.GetAttribute("aria-expanded")));

        answer.FindAll("[data-testid=json-fold]")[1].Click();
        Assert.Equal("false", answer.FindAll("[data-testid=json-fold]")[1].GetAttribute("aria-expanded"));
        Assert.Equal(4, answer.FindAll("[data-testid=json-value]").Count);

        answer.FindAll("[data-testid=json-fold]")[1].Click();
        Assert.Equal(6, answer.FindAll("[data-testid=json-value]").Count);
    }

    [Fact]
    public async Task Tree_DeeperValues_AreFoldedAtFirst()
    {
        await using UiContext ui = new();
        IRenderedComponent<AssistantMessage> answer = Show(ui, """{"a":{"b":{"c":1}}}""");

        Assert.Equal(["true", "true", "false"], answer.FindAll("[data-testid=json-fold]").Select(fold => fold.GetAttribute("aria-expanded")!));
        Assert.Empty(answer.FindAll("[data-testid=json-value]"));
    }

    [Fact]
    public async Task Tree_LongListAndLongText_AreShownInSteps()
    {
        await using UiContext ui = new();
        string text = new('x', 299);
        IRenderedComponent<AssistantMessage> answer = Show(ui, $"[{string.Join(',', Enumerable.Range(1, 250))}, \"{text}😀😀\"]");

        Assert.Equal(100, answer.FindAll("[data-testid=json-value]").Count);
        Assert.Equal("Show 100 more of 251", answer.Find("[data-testid=json-more]").TextContent);
        answer.Find("[data-testid=json-more]").Click();
        Assert.Equal("Show 51 more of 251", answer.Find("[data-testid=json-more]").TextContent);
        answer.Find("[data-testid=json-more]").Click();
        Assert.Empty(answer.FindAll("[data-testid=json-more]"));
        Assert.Equal(text + "…", answer.FindAll("[data-testid=json-value]")[250].TextContent);

        answer.Find("[data-testid=json-whole]").Click();
        Assert.Equal(text + "😀😀", answer.FindAll("[data-testid=json-value]")[250].TextContent);
    }

    [Fact]
    public async Task Switch_ToText_ShowsTheTextAsItWasWrittenAndBack()
    {
        await using UiContext ui = new();
        IRenderedComponent<AssistantMessage> answer = Show(ui, Product);
        Assert.Empty(answer.FindAll("pre"));

        answer.Find("[data-testid=json-text]").Click();
        Assert.Equal(Product, answer.Find("pre code").TextContent);
        Assert.Equal(("true", "false"), (answer.Find("[data-testid=json-text]").GetAttribute("aria-pressed"), answer.Find("[data-testid=json-tree]").GetAttribute("aria-pressed")));
        Assert.Empty(answer.FindAll("[data-testid=json-node]"));

        answer.Find("[data-testid=json-tree]").Click();
        Assert.NotEmpty(answer.FindAll("[data-testid=json-node]"));
    }

    [Fact]
    public async Task Answer_Streaming_IsTextUntilItIsComplete()
    {
        await using UiContext ui = new();
        ConversationMessage message = Answer("""{"a*b*": [1, """) with { State = MessageState.Streaming };
        IRenderedComponent<AssistantMessage> answer = Show(ui, message);
        Assert.Equal("""{"a*b*": [1, """, answer.Find("pre code").TextContent);
        Assert.Empty(answer.FindAll("[data-testid=json-view]"));

        answer.Render(p => p.Add(m => m.Message, message with { Text = message.Text + "2]}" }));
        Assert.Empty(answer.FindAll("[data-testid=json-view]"));
        answer.Render(p => p.Add(m => m.Message, message with { Text = message.Text + "2]}", State = MessageState.Finished }));

        Assert.Equal(["1", "2"], answer.FindAll("[data-testid=json-value]").Select(value => value.TextContent));
    }

    [Fact]
    public async Task Answer_CutByTheLengthLimit_IsTextAndSaysSo()
    {
        await using UiContext ui = new();
        IRenderedComponent<AssistantMessage> answer = Show(ui, Answer("""{"a": "unfin""") with { State = MessageState.LengthLimit });

        Assert.Equal("""{"a": "unfin""", answer.Find("pre code").TextContent);
        Assert.Contains("Stopped at the length limit", answer.Find(".answer-note").TextContent, StringComparison.Ordinal);
        Assert.Empty(answer.FindAll("[data-testid=json-view], [data-testid=download-json]"));
    }

    [Theory]
    [InlineData(true, "An *older* answer", "em")]
    [InlineData(true, "[link](https://example.org) and more", "a")]
    [InlineData(false, Product, "p")]
    public async Task Answer_FreeText_IsMarkdown(bool isJson, string text, string element)
    {
        await using UiContext ui = new();
        IRenderedComponent<AssistantMessage> answer = Show(ui, Answer(text), isJson);

        Assert.NotEmpty(answer.FindAll($"[data-answer] {element}"));
        Assert.Empty(answer.FindAll("[data-testid=json-view], pre"));
    }

    [Fact]
    public async Task Format_ChangedInTheChat_ChangesHowItIsShown()
    {
        await using UiContext ui = new();
        IRenderedComponent<AssistantMessage> answer = Show(ui, Answer(Product), isJson: false);

        answer.Render(p => p.Add(m => m.IsJson, true));
        Assert.Single(answer.FindAll("[data-testid=json-view]"));

        answer.Render(p => p.Add(m => m.IsJson, false));
        Assert.Empty(answer.FindAll("[data-testid=json-view]"));
    }

    [Fact]
    public async Task Download_OfAList_IsJsonAsWrittenAndCsvForSpreadsheets()
    {
        await using UiContext ui = new();
        List<AnswerFile> files = [];
        IRenderedComponent<AssistantMessage> answer = Show(ui, """[{"a": 1}, {"a": "二"}]""", new MessageActions { Download = EventCallback.Factory.Create<AnswerFile>(files, files.Add) });

        answer.Find("[data-testid=download-json]").Click();
        answer.Find("[data-testid=download-csv]").Click();

        Assert.Equal([("json", """[{"a": 1}, {"a": "二"}]"""), ("csv", "\uFEFFa\r\n1\r\n二\r\n")], files.Select(file => (file.Ending, file.Text)));
    }

    [Fact]
    public async Task Answer_NoListOfObjects_OffersNoTable()
    {
        await using UiContext ui = new();
        IRenderedComponent<AssistantMessage> answer = Show(ui, Product);

        Assert.Single(answer.FindAll("[data-testid=download-json]"));
        Assert.Empty(answer.FindAll("[data-testid=download-csv]"));
        Assert.Equal("Copy as JSON", answer.Find("[data-testid=copy-answer]").GetAttribute("aria-label"));
    }

    private static string Words(AngleSharp.Dom.IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static ConversationMessage Answer(string text) => new(Guid.CreateVersion7(), MessageRole.Assistant, text);

    private static IRenderedComponent<AssistantMessage> Show(UiContext ui, string text, MessageActions? actions = null) => Show(ui, Answer(text), actions: actions);

    private static IRenderedComponent<AssistantMessage> Show(UiContext ui, ConversationMessage message, bool isJson = true, MessageActions? actions = null) =>
        ui.Render<AssistantMessage>(p => p.Add(m => m.Message, message).Add(m => m.IsJson, isJson).Add(m => m.Actions, actions ?? new MessageActions()));
}

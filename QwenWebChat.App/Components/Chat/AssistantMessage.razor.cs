using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Chat.Markdown;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Shows an answer, from the queue to its figures. It renders again only for a new snapshot.</summary>
public sealed partial class AssistantMessage
{
    // A shorter text would disappear before it is read.
    private static readonly TimeSpan MinShownTime = TimeSpan.FromSeconds(2);

    private ElementReference _copy;
    private IReadOnlyList<ShownRound> _rounds = [];
    private ConversationMessage? _rendered;
    private Func<ConversationMessage, CitedAnswer>? _citedBy;
    private string? _citeNote;
    private JsonElement? _json;
    private bool _readAsJson;
    private (ConversationMessage? Message, IReadOnlyList<ShownRound> Rounds) _drawn;
    private (bool CanChange, bool IsLast, bool IsEdited) _drewActions;
    private bool _isEdited;

    [Parameter, EditorRequired]
    public ConversationMessage Message { get; set; } = null!;

    /// <summary>True if another version can be shown or generated now.</summary>
    [Parameter]
    public bool CanChange { get; set; }

    /// <summary>True for the last answer, the only one that can be continued.</summary>
    [Parameter]
    public bool IsLast { get; set; }

    /// <summary>True if the output format of the conversation is JSON.</summary>
    [Parameter]
    public bool IsJson { get; set; }

    [Parameter, EditorRequired]
    public MessageActions Actions { get; set; } = new();

    [Inject]
    private MarkdownRenderer Markdown { get; set; } = null!;

    private string WaitingLine => Message.Progress switch
    {
        { IsSummarizing: true } => Text["Summarizing"],
        { RequestsAhead: > 0 } progress => Text["InLine", UiFormats.Ordinal(progress.RequestsAhead + 1)],
        { PromptTokens: > 0, Left: { } left } progress when left >= MinShownTime =>
            Text["ReadingLeft", UiFormats.Tokens(progress.ReadTokens), UiFormats.Tokens(progress.PromptTokens), UiFormats.Duration(left)],
        { PromptTokens: > 0 } progress => Text["Reading", UiFormats.Tokens(progress.ReadTokens), UiFormats.Tokens(progress.PromptTokens)],
        _ => Text["Starting"],
    };

    private string? Note => Message.State switch
    {
        MessageState.Stopped => Text["Stopped"].Value,
        MessageState.LengthLimit => Text["StoppedAtLimit"].Value,
        MessageState.Edited => Text["EditedByYou"].Value,
        MessageState.Finished when Message.Text.Length == 0 => Text["EmptyAnswer"].Value,
        _ => null,
    };

    // An answer that was cut begins as JSON too. Among those that ended there may be older ones of free text.
    private bool IsJsonText(string text) => _json is not null || (IsJson && (Message.IsRunning || Message.IsCut) && JsonAnswer.IsBegun(text));

    // All calls have run, and the model has not answered their results yet.
    private bool IsBetweenRounds => Message is { IsRunning: true, ToolCalls.Count: > 0 } && _rounds is [.., { Text.Length: 0 }] && Message.ToolCalls.All(call => call.Result is not null);

    private string CopyKey => _json is null ? "CopyAnswer" : "CopyJson";

    private string? SourcesLine => Message.Sources switch
    {
        null or { IsWhole: true } => null,
        { Missing.Count: > 0 } sources => Text["AnsweredWithout", string.Join(", ", sources.Missing)].Value,
        { PageCount: > 0 } sources => Text["AnsweredFromPages", sources.SentPageCount, sources.PageCount].Value,
        _ => Text["AnsweredFromPart"].Value,
    };

    private string FiguresLine => Message.Figures is not { TimeToFirstTokenMs: { } first } figures ? "" : string.Join(" · ", new[]
    {
        figures.AnswerTokens is { } tokens ? Text["FigureTokens", UiFormats.Tokens(tokens)].Value : null,
        figures.TokensPerSecond is > 0 and var speed ? Text["FigureSpeed", UiFormats.Speed(speed)].Value : null,
        figures.TokensPerStep is { } perStep ? Text["FigureTokensPerStep", perStep.ToString("N1", CultureInfo.CurrentCulture)].Value : null,
        Text["FigureFirst", UiFormats.Seconds(TimeSpan.FromMilliseconds(first))].Value,
        figures.CachedTokens is > 0 and var cached ? Text["FigureCached", UiFormats.Tokens(cached)].Value : null,
        figures.YarnFactor is > 1 and var factor ? Text["FigureYarn", factor].Value : null,
    }.Where(part => part is not null));

    protected override void OnParametersSet()
    {
        // A new citation function means that the documents changed.
        if (ReferenceEquals(_rendered, Message) && _citedBy == Actions.Cite && _readAsJson == IsJson)
        {
            return;
        }

        IReadOnlyList<AnswerRound> rounds = AnswerRound.Split(Message);
        _json = !IsJson || Message.IsRunning ? null : _json is not null && _rendered?.Text == Message.Text ? _json : JsonAnswer.Parse(rounds[^1].Text);
        _citeNote = null;
        _rounds = [.. rounds.Select((round, index) => Show(round, index, isLast: index == rounds.Count - 1))];
        (_rendered, _citedBy, _readAsJson) = (Message, Actions.Cite, IsJson);
    }

    // Stored here and not after rendering: by then the browser has answered, and the parameters may have changed.
    protected override bool ShouldRender()
    {
        (bool, bool, bool) actions = (CanChange, IsLast, _isEdited);
        bool isNew = !ReferenceEquals(_drawn.Message, Message) || !ReferenceEquals(_drawn.Rounds, _rounds) || _drewActions != actions;
        (_drawn, _drewActions) = ((Message, _rounds), actions);
        return isNew;
    }

    private ShownRound Show(AnswerRound round, int index, bool isLast)
    {
        bool isJson = isLast && IsJsonText(round.Text);
        CitedAnswer? cited = isJson ? null : Actions.Cite?.Invoke(Message with { Text = round.Text });
        _citeNote ??= cited?.Note;
        bool isEnded = !isLast || !Message.IsRunning;
        string markdown = isJson ? MarkdownFence.Around(round.Text, "json", isEnded) : cited?.Markdown ?? round.Text;
        // Footnotes of two rounds must not have the same ids.
        string id = index == 0 ? $"{Message.Id:N}" : $"{Message.Id:N}-{index}";
        IReadOnlyList<RenderedBlock> plain = Markdown.Render(markdown, index < _rounds.Count ? _rounds[index].Plain : [], isEnded, id);
        return new ShownRound(round.Text, plain, cited is null ? plain : CitationLinks.Mark(plain, cited.Find), round.Calls);
    }

    private string Pressed(MessageFeedback feedback) => Message.Feedback == feedback ? "true" : "false";

    private Task SendFeedbackAsync(MessageFeedback feedback) => Actions.Feedback.InvokeAsync((Message.Id, Message.Feedback == feedback ? null : feedback));

    private Task DeleteAsync() => Actions.Delete.InvokeAsync(Message.Id);

    private Task RegenerateAsync() => Actions.Regenerate.InvokeAsync(Message.Id);

    private void BeginEdit() => _isEdited = true;

    private void EndEdit() => _isEdited = false;

    // After a successful save another version is shown here; after a failure the editor and its text remain.
    private Task SaveAsync(string text)
    {
        _isEdited = Draft.Trim(text) != Draft.Trim(Message.Text);
        return _isEdited ? Actions.EditAnswer.InvokeAsync((Message.Id, text)) : Task.CompletedTask;
    }

    // Copies the answer without its reasoning, or the reasoning if there is no other text.
    private Task CopyAsync() => Actions.Copy.InvokeAsync((AnswerPart.WithoutReasoning(Message.Text) is { Length: > 0 } answer ? answer : Message.Text, _copy));
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Generation;
using QwenWebChat.App.Tools;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Chat;

/// <summary>Counts the tokens of a conversation. Each message is counted once, as long as it stays the same.</summary>
/// <param name="sources">The documents of the conversation; null for none.</param>
/// <param name="tools">The tools of the app; null for none.</param>
internal sealed class ContextMeter(IPromptCounter counter, IConversationSources? sources = null, ChatTools? tools = null)
{
    // After turns are left out, the answer has at least this share of the context, or its maximum length.
    private const int AnswerShare = 4;

    private readonly ConditionalWeakTable<ConversationMessage, MessageTokens> _counts = [];

    public IPromptCounter Counter => counter;

    public IConversationSources? Sources => sources;

    /// <param name="path">The messages; the last is the draft in the composer if <paramref name="hasDraft"/> is true.</param>
    public ContextUse Measure(IReadOnlyList<ConversationMessage> path, ChatSetup setup, bool hasDraft)
    {
        ContextUse use = MeasureMessages(path, setup, hasDraft);
        return use with { Documents = use.Documents + (sources?.For(path, use.Prompt, use.MaxAnswerTokens, counter)?.Tokens ?? 0) };
    }

    /// <summary>Measures a path with the document text that is sent with it.</summary>
    public ContextUse Measure(IReadOnlyList<ConversationMessage> path, ChatSetup setup, SentSources? sent)
    {
        ContextUse use = MeasureMessages(path, setup, hasDraft: false);
        return use with { Documents = use.Documents + (sent?.Tokens ?? 0) };
    }

    /// <summary>Returns the document text to send with the path's last question; null for none.</summary>
    public SentSources? SourcesFor(IReadOnlyList<ConversationMessage> path, ChatSetup setup)
    {
        ContextUse use = MeasureMessages(path, setup, hasDraft: false);
        return sources?.For(path, use.Prompt, use.MaxAnswerTokens, counter);
    }

    /// <summary>Returns the failure of a path that leaves no room for an answer, with the turns that could be left out; null if it fits.</summary>
    public SendFailure? FindOverflow(IReadOnlyList<ConversationMessage> path, ChatSetup setup, bool hasDraft)
    {
        ContextUse use = Measure(path, setup, hasDraft);
        return use.IsTight
            ? new SendFailure(SendFailureKind.ContextOverflow, use.Prompt, use.Context) { Plan = Plan(path, setup, hasDraft) }
            : null;
    }

    /// <summary>Returns the oldest turns to leave out; null if that would not be enough.</summary>
    public ContextPlan? Plan(IReadOnlyList<ConversationMessage> path, ChatSetup setup, bool hasDraft)
    {
        ContextUse use = Measure(path, setup, hasDraft);
        int wanted = Math.Min(use.MaxAnswerTokens, use.Context / AnswerShare);
        int freed = 0;
        int next = ConversationPrompt.FirstSent(path);
        List<string> turns = [];
        ContextPlan? best = null;
        while (next < path.Count - 1 && use.Context - use.Prompt + freed < wanted)
        {
            turns.Add(path[next].IsUser ? path[next].Text : "");
            do
            {
                MessageTokens tokens = CountOf(path[next++]);
                freed += tokens.Text + tokens.Documents;
            }
            while (next < path.Count && !path[next].IsUser);

            if (next < path.Count && path[next].IsUser && !(use with { History = use.History - freed }).IsTight)
            {
                best = new ContextPlan(path[next].Id, [.. turns], freed);
            }
        }

        return best;
    }

    private ContextUse MeasureMessages(IReadOnlyList<ConversationMessage> path, ChatSetup setup, bool hasDraft)
    {
        string? own = ConversationPrompt.System(path, setup, counter.DefaultSystem);
        int system = counter.FrameTokens + counter.CountSystem(own, [.. (tools?.Named(setup.Tools) ?? []).Select(tool => tool.Declaration)]);
        (int history, int documents, int draft) = (0, 0, 0);
        for (int i = ConversationPrompt.FirstSent(path); i < path.Count; i++)
        {
            MessageTokens tokens = ConversationPrompt.IsContinued(path, path[i]) ? CountWhole(path[i]) : CountOf(path[i]);
            documents += tokens.Documents;
            if (hasDraft && i == path.Count - 1)
            {
                draft = tokens.Text;
            }
            else
            {
                history += tokens.Text;
            }
        }

        return new ContextUse(system, history, documents, draft, counter.ContextTokens, setup.Settings.MaxTokens ?? counter.MaxAnswerTokens);
    }

    private MessageTokens CountOf(ConversationMessage message) => ConversationPrompt.IsSent(message) ? _counts.GetValue(message, Count) : new MessageTokens(0, 0);

    // An answer that goes on is sent with its reasoning.
    private MessageTokens CountWhole(ConversationMessage answer) =>
        AnswerPart.WithoutReasoning(answer.Text).Length < answer.Text.Length ? new MessageTokens(CountSent(answer, isContinued: true), 0) : CountOf(answer);

    private MessageTokens Count(ConversationMessage message)
    {
        int whole = CountSent(message);
        int text = message.Attachments.Count == 0 ? whole : CountSent(message with { Attachments = [] });
        return new MessageTokens(text, whole - text);
    }

    private int CountSent(ConversationMessage message, bool isContinued = false) => ConversationPrompt.ToChat(message, isContinued).Sum(counter.Count);

    private sealed record MessageTokens(int Text, int Documents);
}

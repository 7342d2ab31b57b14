using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Engine;

/// <summary>
/// Steers the checkpoint of random weights to given answers: the logits of a step prefer the longest token of the rest, and behind
/// it the end. One request runs at a time, without drafts: a step has one row of logits.
/// </summary>
internal sealed class AnswerScript
{
    /// <summary>The options of an engine whose model is steered.</summary>
    public static readonly EngineOptions Options = new() { MaxDraftTokens = 0 };

    private readonly QwenTokenizer _tokenizer = QwenTokenizer.Load(UntrainedModel.Folder);
    private byte[] _rest = [];
    private bool _hasBegun;

    /// <summary>Sets the next answer.</summary>
    public void Begin(string answer) => (_rest, _hasBegun) = (System.Text.Encoding.UTF8.GetBytes(answer), false);

    public IServingModel Wrap(IServingModel model) => new WrappedModel(model, Forward);

    private IStepLogits Forward(IServingModel inner, Batch batch)
    {
        IStepLogits logits = inner.Forward(batch);
        if (batch.LogitRows.Length == 0)
        {
            return logits;
        }

        // The tokens of a later step are what the answer grew by: one that was sampled, and those without a choice.
        int grown = _hasBegun ? batch.Ids.Sum(id => _tokenizer.GetBytes(id).Length) : 0;
        (_rest, _hasBegun) = (_rest[Math.Min(grown, _rest.Length)..], true);
        logits.Row(0).Fill(-1);
        logits.Row(0)[NextToken()] = 100;
        return logits;
    }

    private int NextToken() => Enumerable.Range(0, _tokenizer.MaxTokenId + 1)
        .Where(id => _tokenizer.GetBytes(id) is { Length: > 0 } bytes && _rest.AsSpan().StartsWith(bytes))
        .OrderByDescending(id => _tokenizer.GetBytes(id).Length)
        .FirstOrDefault(_tokenizer.EndTokenIds[0]);
}

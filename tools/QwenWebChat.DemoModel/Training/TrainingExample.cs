using QwenWebChat.DemoModel.Corpus;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.DemoModel.Training;

/// <summary>A conversation as tokens, each with its weight in the loss: answers and their end tokens weigh 1.</summary>
/// <param name="Ids">The whole conversation, rendered by the chat template.</param>
/// <param name="Weights">The weight of predicting each token, of the same length.</param>
internal sealed record TrainingExample(int[] Ids, float[] Weights)
{
    public static TrainingExample From(Sample sample, QwenTokenizer tokenizer, double promptWeight)
    {
        List<ChatMlMessage> messages = sample.System is null ? [] : [new("system", sample.System)];
        List<(int Start, int End)> answers = [];
        foreach (ChatTurn turn in sample.Turns)
        {
            messages.Add(new("user", turn.User));
            int start = tokenizer.Encode(ChatTemplate.Qwen25.Render(messages)).Length;
            messages.Add(new("assistant", turn.Assistant));
            // The template's last token is the line break after <|im_end|>, which a model does not generate.
            answers.Add((start, tokenizer.Encode(ChatTemplate.Qwen25.Render(messages, end: TemplateEnd.Closed)).Length - 1));
        }

        int[] ids = tokenizer.Encode(ChatTemplate.Qwen25.Render(messages, end: TemplateEnd.Closed));
        float[] weights = [.. Enumerable.Repeat((float)promptWeight, ids.Length)];
        foreach ((int start, int end) in answers)
        {
            weights.AsSpan(start..end).Fill(1);
        }

        return new TrainingExample(ids, weights);
    }
}

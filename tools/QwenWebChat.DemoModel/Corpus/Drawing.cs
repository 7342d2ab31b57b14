using System.Text;

namespace QwenWebChat.DemoModel.Corpus;

/// <summary>
/// Draws one sample: chooses words with a seeded random generator and collects the contents that assign the sample to a
/// split.
/// </summary>
internal sealed class Drawing(Random random)
{
    private readonly List<string> _contents = [];

    /// <summary>The contents of the sample, one key for each combination of slots; see <see cref="ContentSplit"/>.</summary>
    public IReadOnlyList<string> Contents => _contents;

    /// <summary>Declares that these slot values together are a content of the sample.</summary>
    public void Define(params ReadOnlySpan<string> values) => _contents.Add(string.Join('\u001f', values!));

    public bool Chance(double probability) => random.NextDouble() < probability;

    /// <summary>Draws an integer from a range, both ends included.</summary>
    public int Number(int from, int to) => random.Next(from, to + 1);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public List<T> PickDistinct<T>(IReadOnlyList<T> choices, int count) => [.. Shuffle(choices).Take(count)];

    public T[] Shuffle<T>(IReadOnlyList<T> values)
    {
        T[] shuffled = [.. values];
        random.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>
    /// Fills a template: <c>[a|b]</c> becomes one of its alternatives (which may nest or be empty), and <c>{name}</c> the
    /// value of the slot, unchanged.
    /// </summary>
    public string Text(string template, params ReadOnlySpan<(string Name, string Value)> slots)
    {
        var text = new StringBuilder();
        Write(template, slots, text);
        return text.ToString();
    }

    private void Write(ReadOnlySpan<char> template, ReadOnlySpan<(string Name, string Value)> slots, StringBuilder text)
    {
        while (!template.IsEmpty)
        {
            int next = template.IndexOfAny('[', '{');
            if (next < 0)
            {
                text.Append(template);
                return;
            }

            text.Append(template[..next]);
            int end = next + (template[next] == '[' ? EndOfChoice(template[next..]) : template[next..].IndexOf('}'));
            ReadOnlySpan<char> inner = template[(next + 1)..end];
            if (template[next] == '[')
            {
                Write(PickAlternative(inner), slots, text);
            }
            else
            {
                text.Append(Value(inner, slots));
            }

            template = template[(end + 1)..];
        }
    }

    private static string Value(ReadOnlySpan<char> name, ReadOnlySpan<(string Name, string Value)> slots)
    {
        foreach ((string slot, string value) in slots)
        {
            if (name.SequenceEqual(slot))
            {
                return value;
            }
        }

        throw new FormatException($"The template asks for the slot '{name}', which has no value.");
    }

    private static int EndOfChoice(ReadOnlySpan<char> choice)
    {
        int depth = 0;
        for (int i = 0; i < choice.Length; i++)
        {
            depth += choice[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0)
            {
                return i;
            }
        }

        throw new FormatException($"A choice is not closed: '{choice}'.");
    }

    private ReadOnlySpan<char> PickAlternative(ReadOnlySpan<char> choice)
    {
        var starts = new List<int> { 0 };
        int depth = 0;
        for (int i = 0; i < choice.Length; i++)
        {
            depth += choice[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0 && choice[i] == '|')
            {
                starts.Add(i + 1);
            }
        }

        starts.Add(choice.Length + 1);
        int picked = random.Next(starts.Count - 1);
        return choice[starts[picked]..(starts[picked + 1] - 1)];
    }
}

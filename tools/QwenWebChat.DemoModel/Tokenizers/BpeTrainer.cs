using System.Runtime.InteropServices;
using System.Text;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.DemoModel.Tokenizers;

/// <summary>
/// Trains a byte-level BPE vocabulary (Sennrich et al. 2016; on bytes as in GPT-2): repeatedly merges the most frequent
/// pair of adjacent tokens. Ties go to the lower pair of ids, so that a run is reproducible.
/// </summary>
public sealed class BpeTrainer
{
    private const int ByteCount = 256;

    private readonly Dictionary<string, int> _wordCounts = [];

    /// <summary>Counts the words of a text, split in the same way as by the tokenizer.</summary>
    public void Add(string text)
    {
        string normalized = TextNormalizer.Normalize(text);
        int start = 0;
        foreach (int end in QwenPreTokenizer.WordEnds(normalized))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_wordCounts, normalized[start..end], out _)++;
            start = end;
        }
    }

    /// <summary>
    /// Returns the merges in order of rank; each pair names earlier tokens: bytes are 0 to 255, merge i is 256 + i.
    /// </summary>
    public IReadOnlyList<(int Left, int Right)> Train(int mergeCount)
    {
        Word[] words = [.. _wordCounts
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new Word([.. Encoding.UTF8.GetBytes(pair.Key).Select(value => (int)value)], pair.Value))];
        PairIndex pairs = new(words);
        List<(int, int)> merges = [];
        while (merges.Count < mergeCount && pairs.MostFrequent() is { } best)
        {
            pairs.Merge(best, ByteCount + merges.Count);
            merges.Add(best);
        }

        return merges;
    }

    private sealed class Word(List<int> ids, int count)
    {
        public List<int> Ids { get; } = ids;

        public int Count { get; } = count;

        public void Replace((int Left, int Right) pair, int id)
        {
            int write = 0;
            for (int read = 0; read < Ids.Count; read++)
            {
                bool merges = read + 1 < Ids.Count && Ids[read] == pair.Left && Ids[read + 1] == pair.Right;
                Ids[write++] = merges ? id : Ids[read];
                read += merges ? 1 : 0;
            }

            Ids.RemoveRange(write, Ids.Count - write);
        }
    }

    /// <summary>The number of occurrences of each pair, and the words that contain it.</summary>
    private sealed class PairIndex
    {
        private readonly Word[] _words;
        private readonly Dictionary<(int, int), long> _counts = [];
        private readonly Dictionary<(int, int), HashSet<int>> _places = [];

        public PairIndex(Word[] words)
        {
            _words = words;
            for (int word = 0; word < words.Length; word++)
            {
                Count(word, sign: 1);
            }
        }

        /// <summary>Returns the most frequent pair; null if no pair occurs twice.</summary>
        public (int Left, int Right)? MostFrequent()
        {
            ((int, int) Pair, long Count) best = (default, 1);
            foreach (((int, int) pair, long count) in _counts)
            {
                if (count > best.Count || (count == best.Count && count > 1 && pair.CompareTo(best.Pair) < 0))
                {
                    best = (pair, count);
                }
            }

            return best.Count > 1 ? best.Pair : null;
        }

        public void Merge((int Left, int Right) pair, int id)
        {
            foreach (int word in _places[pair].ToArray())
            {
                Count(word, sign: -1);
                _words[word].Replace(pair, id);
                Count(word, sign: 1);
            }
        }

        private void Count(int word, int sign)
        {
            List<int> ids = _words[word].Ids;
            for (int i = 0; i + 1 < ids.Count; i++)
            {
                (int, int) pair = (ids[i], ids[i + 1]);
                ref long count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _);
                count += sign * _words[word].Count;
                ref HashSet<int>? places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, pair, out _);
                places ??= [];
                if (sign > 0)
                {
                    places.Add(word);
                }
                else
                {
                    places.Remove(word);
                }

                if (count == 0)
                {
                    _counts.Remove(pair);
                }
            }
        }
    }
}

using System.Text;
using System.Xml;

namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>
/// Reads an XML file once, from start to end. Names are local names, because the strict variant of a format has other
/// namespaces. No entity is resolved, nothing is fetched, and excessive nesting is rejected.
/// </summary>
internal sealed class XmlCursor : IDisposable
{
    private const int ChunkLength = 4_096;

    private readonly Stream _stream;
    private readonly XmlReader _reader;
    private readonly ReadingOptions _options;
    private readonly char[] _chunk = new char[ChunkLength];

    public XmlCursor(Stream stream, ReadingJob job, DtdProcessing doctype)
    {
        _stream = stream;
        _options = job.Options;
        _reader = XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = doctype,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CheckCharacters = false,
            CloseInput = true,
        });
        try
        {
            _reader.MoveToContent();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The element's name without its prefix.</summary>
    public string Name => _reader.LocalName;

    /// <summary>Returns an attribute by its name without prefix; null if there is none.</summary>
    public string? this[string attribute] => Attribute(attribute);

    /// <param name="isPrefixed">True to accept only a prefixed attribute: <c>r:id</c> may stand beside <c>id</c>.</param>
    public string? Attribute(string name, bool isPrefixed = false)
    {
        string? value = null;
        for (bool isOne = _reader.MoveToFirstAttribute(); isOne && value is null; isOne = _reader.MoveToNextAttribute())
        {
            bool isMeant = _reader.LocalName == name && _reader.Prefix != "xmlns" && (!isPrefixed || _reader.Prefix.Length > 0);
            value = isMeant ? _reader.Value : null;
        }

        _reader.MoveToElement();
        return value;
    }

    /// <summary>
    /// Enumerates the elements within the current one by name, with the cursor on each. Content that the caller does not read is
    /// skipped. A caller that stops early must leave the current element too.
    /// </summary>
    public IEnumerable<string> Children() => Within(withText: false);

    /// <summary>Enumerates the elements within the current one and the text between them, which has an empty name: <see cref="AppendText"/> reads it.</summary>
    public IEnumerable<string> Content() => Within(withText: true);

    /// <summary>Enumerates all named elements below the current one, at any depth.</summary>
    public IEnumerable<string> Descendants()
    {
        if (_reader.IsEmptyElement)
        {
            yield break;
        }

        int depth = _reader.Depth;
        while (_reader.Read() && !(_reader.NodeType == XmlNodeType.EndElement && _reader.Depth == depth))
        {
            if (_reader.NodeType == XmlNodeType.Element)
            {
                yield return _reader.LocalName;
            }
        }
    }

    /// <summary>Appends the text of the current element and of its descendants.</summary>
    public void AppendText(StringBuilder target)
    {
        if (IsText)
        {
            AppendValue(target);
            return;
        }

        if (_reader.IsEmptyElement)
        {
            return;
        }

        int depth = _reader.Depth;
        while (_reader.Read() && !(_reader.NodeType == XmlNodeType.EndElement && _reader.Depth == depth))
        {
            if (IsText)
            {
                AppendValue(target);
            }
        }
    }

    public string Text()
    {
        StringBuilder text = new();
        AppendText(text);
        return text.ToString();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private bool IsText => _reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace;

    private IEnumerable<string> Within(bool withText)
    {
        if (_reader.IsEmptyElement || _reader.NodeType != XmlNodeType.Element)
        {
            yield break;
        }

        int depth = _reader.Depth;
        if (depth >= _options.MaxDepth)
        {
            throw DocumentReadException.TooLarge("elements within each other", _options.MaxDepth);
        }

        _reader.Read();
        while (!_reader.EOF && !(_reader.NodeType == XmlNodeType.EndElement && _reader.Depth == depth))
        {
            if (_reader.NodeType != XmlNodeType.Element && !(withText && IsText))
            {
                _reader.Read();
                continue;
            }

            yield return _reader.LocalName;
            Leave(depth + 1);
        }
    }

    private void AppendValue(StringBuilder target)
    {
        for (int count; (count = _reader.ReadValueChunk(_chunk, 0, ChunkLength)) > 0;)
        {
            target.Append(_chunk, 0, count);
            if (target.Length > _options.MaxCharacters)
            {
                throw DocumentReadException.TooLarge("characters of text", _options.MaxCharacters);
            }
        }
    }

    // Moves from anywhere within a child to the position after its end.
    private void Leave(int depth)
    {
        while (_reader.Depth > depth && _reader.Read())
        {
        }

        if (_reader.NodeType == XmlNodeType.Element)
        {
            _reader.Skip();
        }
        else
        {
            _reader.Read();
        }
    }
}

// The design that all pages share.

import './tokens.css';
import './base.css';
import './layout.css';
import './wire.css';
import './panels.css';
import './chat.css';
import './log.css';

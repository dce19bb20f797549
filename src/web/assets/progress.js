// Refreshes the progress of a job in place. Without it the page refreshes itself (see PageFrame.refreshSeconds).
for (const box of document.querySelectorAll('[data-progress-url]:not([data-watched])')) {
  box.dataset.watched = ''
  const bar = box.querySelector('progress')
  const words = box.querySelector('[data-progress-words]')
  let wait = 1500

  const ask = async () => {
    try {
      const response = await fetch(box.dataset.progressUrl, { headers: { accept: 'application/json' } })
      if (!response.ok) throw new Error(String(response.status))
      const report = await response.json()
      if (report.percent === null) bar.removeAttribute('value')
      else bar.value = report.percent
      if (words.textContent !== report.words) words.textContent = report.words
      if (report.finished) return location.reload()
      wait = 1500
    } catch {
      // Silent: the figures already on the page stay true, and the next answer will correct them.
      wait = Math.min(wait * 2, 30000)
    }
    setTimeout(ask, wait)
  }

  setTimeout(ask, wait)
}
